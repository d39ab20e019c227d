import Chainrule

/// Images, each with a sentence about it, in memory.
public struct CaptionedImages: Sendable, Equatable {
    /// The images. Their labels say nothing.
    public let images: LabeledImages
    /// The sentence about each image.
    public let captions: [String]

    /// The number of images.
    public var count: Int { captions.count }

    /// The images at `indices`, in that order.
    public func subset(_ indices: some Collection<Int>) -> CaptionedImages {
        CaptionedImages(images: images.subset(indices), captions: indices.map { captions[$0] })
    }
}

/// Synthetic color images of one shape or two, with a sentence that says what is seen: data for captions without a download.
///
/// A sentence names the size, the color and the form of each shape, and where the first is, as in "a small red disk left of a
/// large blue square". It begins with the shape on the left where the shapes are more beside than above each other, and with the
/// upper one otherwise; no two shapes are so placed that both could be said. So there is one right sentence for every image.
/// Scene `i` depends only on the seed and `i`.
public enum CaptionedScenes {
    /// Every sentence is made of these words.
    public static let words =
        ["a", "small", "large", "left", "of", "above"] + colors.map(\.name) + Scenes.classNames
    /// The words of the longest sentence.
    public static let longestCaption = 10

    /// Draws the first `count` scenes of a sequence, on several threads.
    ///
    /// - Parameters:
    ///   - count: the number of scenes.
    ///   - part: which sequence, by default the training sequence.
    ///   - seed: the random seed; the same seed gives the same bits on every machine.
    public static func draw(_ count: Int, part: Scenes.Part = .training, seed: UInt64 = 0) -> CaptionedImages
    {
        require(count >= 0, "draw needs a count of at least 0, got \(count)")
        let side = Scenes.side
        let size = 3 * side * side
        var captions = [String](repeating: "", count: count)
        let pixels = [UInt8](unsafeUninitializedCapacity: count * size) { pixels, initialized in
            captions.withUnsafeMutableBufferPointer { captions in
                // Every job writes to a scene of its own.
                nonisolated(unsafe) let (pixels, captions) = (pixels, captions)
                forEachInParallel(count, costPerItem: 20 * size) { index in
                    var random = RandomStream(
                        seed: seed, purpose: part == .training ? .trainingCaptions : .validationCaptions,
                        index: index)
                    let objects = objects(&random)
                    paint(
                        objects, &random,
                        into: UnsafeMutableBufferPointer(rebasing: pixels[index * size..<(index + 1) * size]))
                    captions[index] = caption(of: objects)
                }
            }
            initialized = count * size
        }
        return CaptionedImages(
            images: LabeledImages(
                unchecked: pixels, [UInt8](repeating: 0, count: count), channels: 3, height: side,
                width: side, classNames: ["scene"]),
            captions: captions)
    }

    /// A shape with what is said of it.
    private struct Object {
        let shape: PlacedShape
        let isLarge: Bool
        let color: Int

        var phrase: String {
            "a \(isLarge ? "large" : "small") \(CaptionedScenes.colors[color].name) \(shape.kind)"
        }
    }

    /// In pixels of 48.
    private static let radii = (small: 5.0..<6.5, large: 9.5..<11.5)
    /// By how much the distance along one axis exceeds that along the other.
    private static let margin = 6.0

    private static let colors: [(name: String, levels: [Double])] = [
        ("red", [220, 40, 40]), ("green", [40, 180, 60]), ("blue", [50, 70, 230]),
        ("yellow", [230, 220, 50]), ("purple", [170, 50, 190]), ("white", [235, 235, 235]),
    ]

    /// One shape, or two that do not touch, in the order in which they are said.
    private static func objects(_ random: inout RandomStream) -> [Object] {
        let first = object(&random)
        if random.integer(below: 4) == 0 { return [first] }
        while true {
            let second = object(&random)
            let x = second.shape.centerX - first.shape.centerX
            let y = second.shape.centerY - first.shape.centerY
            let distance = max(abs(x), abs(y))
            guard distance > first.shape.radius + second.shape.radius, abs(abs(x) - abs(y)) >= margin
            else { continue }
            let isFirst = abs(x) > abs(y) ? x > 0 : y > 0
            return isFirst ? [first, second] : [second, first]
        }
    }

    private static func object(_ random: inout RandomStream) -> Object {
        let kind = SceneShape.allCases[random.integer(below: SceneShape.allCases.count)]
        let isLarge = random.integer(below: 2) == 1
        let range = isLarge ? radii.large : radii.small
        let radius = random.uniform(range.lowerBound, range.upperBound)
        func place() -> Double { random.uniform(radius, Double(Scenes.side) - radius) }
        let center = Point(place(), place())
        return Object(
            shape: PlacedShape(
                kind, radius: radius, center: center, tangent: PlacedShape.tangent(&random)),
            isLarge: isLarge, color: random.integer(below: colors.count))
    }

    private static func caption(of objects: [Object]) -> String {
        guard objects.count == 2 else { return objects[0].phrase }
        let (first, second) = (objects[0].shape, objects[1].shape)
        let isBeside = abs(second.centerX - first.centerX) > abs(second.centerY - first.centerY)
        return "\(objects[0].phrase) \(isBeside ? "left of" : "above") \(objects[1].phrase)"
    }

    private static func paint(
        _ objects: [Object], _ random: inout RandomStream, into levels: UnsafeMutableBufferPointer<UInt8>
    ) {
        let side = Scenes.side
        var seen = [Int](repeating: 0, count: side * side)
        for (index, object) in objects.enumerated() {
            for place in object.shape.places(side: side) { seen[place] = index + 1 }
        }
        let colors = objects.map { object in
            self.colors[object.color].levels.map { $0 + random.uniform(-20, 20) }
        }
        let gray = random.uniform(20, 90)
        let slope = Point(random.uniform(-40, 40), random.uniform(-40, 40)) / Double(side)
        ScenePainter(side: side).color(
            seen, colors, ground: [gray, gray, gray], slope: slope, &random, into: levels)
    }
}

import Chainrule

/// Paints scenes of disks, squares, triangles and crosses.
///
/// Only operations that IEEE 754 rounds exactly are used: the same seed gives the same bits on every machine.
struct ScenePainter {
    /// No shape hides more than this share of the box of another.
    private static let largestOverlap: Float = 0.3
    /// How far the color of a shape is from that of the background, as a sum over the channels.
    private static let contrast = 150.0
    /// For a place where a shape hides little enough; if none is found, it is left out.
    private static let attempts = 20
    /// How far noise changes a level up or down.
    private static let noise = 20.0

    let side: Int

    /// Paints a scene of one to four shapes.
    ///
    /// - Parameters:
    ///   - random: where they are, how large, and in which colors.
    ///   - levels: of 3 × `side` × `side` pixels, which are overwritten.
    ///   - mask: the class of every pixel, 0 for the background and 1 for the first shape.
    /// - Returns: the shapes with their boxes in pixels. Shapes that come later cover those before them; a box contains
    ///   what of its shape is covered, too.
    func paint(
        random: inout RandomStream, into levels: UnsafeMutableBufferPointer<UInt8>,
        mask: UnsafeMutableBufferPointer<UInt8>
    ) -> [LabeledBox] {
        mask.update(repeating: 0)
        let ground = color(&random)
        // The background becomes lighter in some direction.
        let slope = Point(random.uniform(-60, 60), random.uniform(-60, 60)) / Double(side)
        var shapes: [(box: LabeledBox, color: [Double])] = []
        /// For every pixel the number of the shape that is seen there, counted from 1.
        var seen = [Int](repeating: 0, count: side * side)
        for _ in 0...random.integer(below: Scenes.mostObjects) {
            for _ in 0..<Self.attempts {
                let shape = PlacedShape(side: side, random: &random)
                let places = shape.places(side: side)
                let box = box(of: places)
                if shapes.contains(where: { overlap($0.box.box, box) > Self.largestOverlap }) { continue }
                shapes.append(
                    (LabeledBox(box: box, label: shape.kind.rawValue), color(unlike: ground, &random)))
                for place in places {
                    seen[place] = shapes.count
                    mask[place] = UInt8(shape.kind.rawValue + 1)
                }
                break
            }
        }
        color(seen, shapes.map(\.color), ground: ground, slope: slope, &random, into: levels)
        return shapes.map(\.box)
    }

    /// Colors every pixel, with noise.
    ///
    /// - Parameters:
    ///   - seen: for every pixel the number of the shape that is seen there, counted from 1; 0 for the background.
    ///   - colors: the levels of each shape in every channel.
    ///   - ground: those of the background, in the middle of the image.
    ///   - slope: by how much the background becomes lighter from pixel to pixel.
    ///   - random: where the noise comes from.
    ///   - levels: of as many channels as the colors have, which are overwritten.
    func color(
        _ seen: [Int], _ colors: [[Double]], ground: [Double], slope: Point, _ random: inout RandomStream,
        into levels: UnsafeMutableBufferPointer<UInt8>
    ) {
        for channel in ground.indices {
            for place in seen.indices {
                let (x, y) = (
                    Double(place % side) - Double(side) / 2, Double(place / side) - Double(side) / 2
                )
                let color =
                    seen[place] > 0
                    ? colors[seen[place] - 1][channel] : ground[channel] + (x * slope.x + y * slope.y)
                let level = color + random.uniform(-Self.noise, Self.noise)
                levels[channel * seen.count + place] = UInt8(min(max(level, 0), 255))
            }
        }
    }

    /// The smallest box that contains pixels.
    private func box(of places: [Int]) -> Box {
        let columns = places.map { $0 % side }
        return Box(
            left: Float(columns.min()!), top: Float(places[0] / side), right: Float(columns.max()! + 1),
            bottom: Float(places[places.count - 1] / side + 1))
    }

    private func overlap(_ one: Box, _ other: Box) -> Float {
        one.intersectionArea(with: other) / min(one.area, other.area)
    }

    private func color(_ random: inout RandomStream) -> [Double] {
        (0..<3).map { _ in random.uniform(20, 235) }
    }

    private func color(unlike ground: [Double], _ random: inout RandomStream) -> [Double] {
        while true {
            let color = color(&random)
            if zip(color, ground).reduce(0, { $0 + abs($1.0 - $1.1) }) >= Self.contrast { return color }
        }
    }
}

/// What is seen in scenes.
enum SceneShape: Int, CaseIterable {
    case disk
    case square
    case triangle
    case cross

    /// Whether a point belongs to the shape, which reaches to a distance of 1 from the origin.
    func contains(x: Double, y: Double) -> Bool {
        let (width, height) = (abs(x), abs(y))
        switch self {
        case .disk: return x * x + y * y <= 1
        case .square: return max(width, height) <= 0.75
        // Equilateral, a corner at (0, -1): the sides have the slope √3.
        case .triangle: return y <= 0.5 && width * 1.7320508 <= y + 1
        case .cross: return min(width, height) <= 0.3 && max(width, height) <= 0.95
        }
    }
}

/// A shape of some size, turned, at its place in an image.
struct PlacedShape {
    /// The reach of a shape from its center, as shares of the side of the image.
    private static let radii = (0.12, 0.27)

    let kind: SceneShape
    let radius: Double
    var centerX, centerY: Double
    /// Of the angle by which it is turned.
    private let cosine, sine: Double

    /// - Parameters:
    ///   - kind: its form.
    ///   - radius: how far it reaches from its center, in pixels.
    ///   - center: its center, in pixels.
    ///   - tangent: that of half the angle by which it is turned.
    init(_ kind: SceneShape, radius: Double, center: Point, tangent: Double) {
        (self.kind, self.radius, centerX, centerY) = (kind, radius, center.x, center.y)
        let t = tangent
        (cosine, sine) = ((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t))
    }

    init(side: Int, random: inout RandomStream) {
        let side = Double(side)
        let kind = SceneShape.allCases[random.integer(below: SceneShape.allCases.count)]
        let radius = side * random.uniform(Self.radii.0, Self.radii.1)
        let centerX = random.uniform(radius, side - radius)
        let centerY = random.uniform(radius, side - radius)
        self.init(
            kind, radius: radius, center: Point(centerX, centerY), tangent: Self.tangent(&random))
    }

    /// The tangent of half an angle of up to 45°, which gives the rotation without sine and cosine.
    static func tangent(_ random: inout RandomStream) -> Double { random.uniform(-0.41, 0.41) }

    /// The pixels whose centers belong to the shape, in ascending order.
    func places(side: Int) -> [Int] {
        let columns = Int(centerX - radius)..<min(side, Int(centerX + radius) + 1)
        var places: [Int] = []
        for row in Int(centerY - radius)..<min(side, Int(centerY + radius) + 1) {
            let y = (Double(row) + 0.5 - centerY) / radius
            for column in columns {
                let x = (Double(column) + 0.5 - centerX) / radius
                if kind.contains(x: x * cosine + y * sine, y: y * cosine - x * sine) {
                    places.append(row * side + column)
                }
            }
        }
        return places
    }
}

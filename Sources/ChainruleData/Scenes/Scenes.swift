import Chainrule

/// Synthetic color images of a few shapes before a noisy background, with the class of every pixel and the boxes of the
/// shapes: data for segmentation and detection without a download.
///
/// Disks, squares, triangles and crosses are drawn in random colors, sizes and places, one to four in a scene; they may
/// overlap. Scene `i` depends only on the seed and `i`.
public enum Scenes {
    /// The shapes, in the order of their class numbers.
    public static let classNames = SceneShape.allCases.map { "\($0)" }
    /// Rows, and columns, of a scene.
    public static let side = 48
    /// The most shapes of a scene; each has at least one.
    public static let mostObjects = 4

    /// The training or the validation sequence, which share no scene.
    public typealias Part = Glyphs.Part

    /// Draws the first `count` scenes of a sequence, on several threads.
    ///
    /// - Parameters:
    ///   - count: the number of scenes.
    ///   - part: which sequence, by default the training sequence.
    ///   - seed: the random seed; the same seed gives the same bits on every machine.
    public static func draw(_ count: Int, part: Part = .training, seed: UInt64 = 0) -> LabeledScenes {
        require(count >= 0, "draw needs a count of at least 0, got \(count)")
        let area = side * side
        var masks: [UInt8] = []
        var objects = [[LabeledBox]](repeating: [], count: count)
        let pixels = [UInt8](unsafeUninitializedCapacity: 3 * count * area) { pixels, initialized in
            masks = [UInt8](unsafeUninitializedCapacity: count * area) { masks, initialized in
                objects.withUnsafeMutableBufferPointer { objects in
                    paint(part, seed, pixels, masks, objects)
                }
                initialized = count * area
            }
            initialized = 3 * count * area
        }
        return LabeledScenes(
            images: LabeledImages(
                unchecked: pixels, [UInt8](repeating: 0, count: count), channels: 3, height: side,
                width: side, classNames: ["scene"]),
            masks: masks, objects: objects, classNames: classNames)
    }

    private static func paint(
        _ part: Part, _ seed: UInt64, _ pixels: UnsafeMutableBufferPointer<UInt8>,
        _ masks: UnsafeMutableBufferPointer<UInt8>, _ objects: UnsafeMutableBufferPointer<[LabeledBox]>
    ) {
        let (painter, area) = (ScenePainter(side: side), side * side)
        // Every job writes to a scene of its own.
        nonisolated(unsafe) let (pixels, masks, objects) = (pixels, masks, objects)
        forEachInParallel(objects.count, costPerItem: 20 * area) { index in
            var random = RandomStream(
                seed: seed, purpose: part == .training ? .trainingScenes : .validationScenes, index: index)
            objects[index] = painter.paint(
                random: &random,
                into: UnsafeMutableBufferPointer(rebasing: pixels[3 * index * area..<3 * (index + 1) * area]),
                mask: UnsafeMutableBufferPointer(rebasing: masks[index * area..<(index + 1) * area]))
        }
    }
}

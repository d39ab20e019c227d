import Chainrule

/// Short videos with a label for every frame, in memory.
public struct LabeledVideos: Sendable, Equatable {
    /// The levels, count × frames × height × width, row by row.
    public let pixels: [UInt8]
    /// The label of every frame, count × frames; -1 for the first frame, before which nothing was seen.
    public let labels: [Int32]
    /// The frames of a video.
    public let frames: Int
    /// Rows, and columns, of a frame.
    public let side: Int

    /// The number of videos.
    public var count: Int { labels.count / frames }

    /// The videos at `indices`, in that order.
    public func subset(_ indices: some Collection<Int>) -> LabeledVideos {
        LabeledVideos(
            pixels: indices.flatMap { pixels(at: $0) }, labels: indices.flatMap { labels(at: $0) },
            frames: frames,
            side: side)
    }

    /// The labels of the frames of a video.
    public func labels(at index: Int) -> ArraySlice<Int32> { labels[index * frames..<(index + 1) * frames] }

    /// The levels of the frames of a video, one frame after the other.
    public func pixels(at index: Int) -> ArraySlice<UInt8> {
        let size = frames * side * side
        return pixels[index * size..<(index + 1) * size]
    }
}

/// Synthetic gray videos of a shape that moves before a noisy background beside one that does not: data for labels of single frames
/// without a download.
///
/// The label of a frame says how the shape came there from the frame before: it stood still, moved left, right, up or down, or
/// bounced, which is to turn back at an edge. A shape turns back nowhere else, so that a bounce is seen only by whoever
/// remembers where the shape moved before. Video `i` depends only on the seed and `i`.
public enum MovingShapes {
    /// The labels.
    public static let classNames = ["standing", "left", "right", "up", "down", "bounce"]
    /// The frames of a video.
    public static let frames = 16
    /// Rows, and columns, of a frame.
    public static let side = 24

    /// Draws the first `count` videos of a sequence, on several threads.
    ///
    /// - Parameters:
    ///   - count: the number of videos.
    ///   - part: which sequence, by default the training sequence.
    ///   - seed: the random seed; the same seed gives the same bits on every machine.
    public static func draw(_ count: Int, part: Scenes.Part = .training, seed: UInt64 = 0) -> LabeledVideos {
        require(count >= 0, "draw needs a count of at least 0, got \(count)")
        let size = frames * side * side
        var labels = [Int32](repeating: -1, count: count * frames)
        let pixels = [UInt8](unsafeUninitializedCapacity: count * size) { pixels, initialized in
            labels.withUnsafeMutableBufferPointer { labels in
                // Every job writes to a video of its own.
                nonisolated(unsafe) let (pixels, labels) = (pixels, labels)
                forEachInParallel(count, costPerItem: 10 * size) { index in
                    var random = RandomStream(
                        seed: seed, purpose: part == .training ? .trainingVideos : .validationVideos,
                        index: index)
                    paint(
                        &random,
                        into: UnsafeMutableBufferPointer(rebasing: pixels[index * size..<(index + 1) * size]),
                        labels: UnsafeMutableBufferPointer(
                            rebasing: labels[index * frames..<(index + 1) * frames]))
                }
            }
            initialized = count * size
        }
        return LabeledVideos(pixels: pixels, labels: labels, frames: frames, side: side)
    }

    private static func paint(
        _ random: inout RandomStream, into levels: UnsafeMutableBufferPointer<UInt8>,
        labels: UnsafeMutableBufferPointer<Int32>
    ) {
        let still = shape(&random)
        var moving = shape(&random)
        let colors = [[random.uniform(100, 140)], [random.uniform(180, 235)]]
        let (ground, slope) = (
            [random.uniform(25, 60)], Point(random.uniform(-20, 20), random.uniform(-20, 20)) / Double(side)
        )
        var motion = Motion.standing
        for frame in 0..<frames {
            if frame > 0 {
                if frame == 1 || random.integer(below: 5) == 0 {
                    motion = motion.another(&random) { $0.hasRoom(moving) }
                }
                let turnsBack = !motion.hasRoom(moving)
                if turnsBack { motion = motion.opposite }
                motion.move(&moving)
                labels[frame] = Int32(turnsBack ? classNames.count - 1 : motion.direction)
            }
            var seen = [Int](repeating: 0, count: side * side)
            for place in still.places(side: side) { seen[place] = 1 }
            for place in moving.places(side: side) { seen[place] = 2 }
            ScenePainter(side: side).color(
                seen, colors, ground: ground, slope: slope, &random,
                into: UnsafeMutableBufferPointer(
                    rebasing: levels[frame * side * side..<(frame + 1) * side * side]))
        }
    }

    private static func shape(_ random: inout RandomStream) -> PlacedShape {
        let kind = SceneShape.allCases[random.integer(below: SceneShape.allCases.count)]
        let radius = random.uniform(3, 5)
        let x = random.uniform(radius, Double(side) - radius)
        let y = random.uniform(radius, Double(side) - radius)
        return PlacedShape(
            kind, radius: radius, center: Point(x, y), tangent: PlacedShape.tangent(&random))
    }

    /// How a shape moves from frame to frame.
    private struct Motion {
        /// The class number of the label, from 0 for standing to 4 for down.
        let direction: Int
        /// In pixels from frame to frame.
        let speed: Double

        static let standing = Motion(direction: 0, speed: 0)
        private static let steps = [Point(0, 0), Point(-1, 0), Point(1, 0), Point(0, -1), Point(0, 1)]
        private static let opposites = [0, 2, 1, 4, 3]

        var opposite: Motion { Motion(direction: Self.opposites[direction], speed: speed) }

        /// A motion in another direction, that is not the opposite one.
        func another(_ random: inout RandomStream, where isPossible: (Motion) -> Bool) -> Motion {
            while true {
                let other = Motion(
                    direction: random.integer(below: Self.steps.count), speed: random.uniform(1, 2.5))
                if other.direction != direction && other.direction != opposite.direction && isPossible(other)
                {
                    return other
                }
            }
        }

        func hasRoom(_ shape: PlacedShape) -> Bool {
            var moved = shape
            move(&moved)
            let inside = moved.radius...Double(MovingShapes.side) - moved.radius
            return inside.contains(moved.centerX) && inside.contains(moved.centerY)
        }

        func move(_ shape: inout PlacedShape) {
            shape.centerX += Self.steps[direction].x * speed
            shape.centerY += Self.steps[direction].y * speed
        }
    }
}

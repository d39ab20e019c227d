import Chainrule

/// Mirrors an image with some probability.
public struct Flip: Augmentation {
    /// The direction in which pixels change places.
    public enum Direction: Sendable, Equatable {
        /// Left and right.
        case horizontal
        /// Top and bottom.
        case vertical
    }

    public let direction: Direction
    public let probability: Double

    /// - Parameters:
    ///   - direction: the direction in which pixels change places.
    ///   - probability: how often, ½ by default.
    /// - Precondition: the probability lies between 0 and 1.
    public init(_ direction: Direction, probability: Double = 0.5) {
        require((0...1).contains(probability), "Flip: a probability of \(probability)")
        (self.direction, self.probability) = (direction, probability)
    }

    public func apply(to image: inout ImageBuffer, drawingFrom random: inout RandomStream) {
        if random.uniform() >= probability { return }
        let (channels, height, width) = (image.channels, image.height, image.width)
        image.pixels.withUnsafeMutableBufferPointer { pixels in
            switch direction {
            case .horizontal:
                for row in 0..<channels * height { pixels[row * width..<(row + 1) * width].reverse() }
            case .vertical:
                for channel in 0..<channels {
                    for row in 0..<height / 2 {
                        let (upper, lower) = (channel * height + row, channel * height + height - 1 - row)
                        for column in 0..<width {
                            pixels.swapAt(upper * width + column, lower * width + column)
                        }
                    }
                }
            }
        }
    }
}

extension Augmentation where Self == Flip {
    /// A horizontal ``Flip``: left and right change places.
    public static func horizontalFlip(probability: Double = 0.5) -> Flip {
        Flip(.horizontal, probability: probability)
    }

    /// A vertical ``Flip``: top and bottom change places.
    public static func verticalFlip(probability: Double = 0.5) -> Flip {
        Flip(.vertical, probability: probability)
    }
}

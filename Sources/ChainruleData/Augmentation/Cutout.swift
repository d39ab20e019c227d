import Chainrule

/// Blanks a square at a random place, part of which may lie beyond the edge.
///
/// DeVries and Taylor, "Improved regularization of convolutional neural networks with cutout", 2017, with squares of 16 pixels in
/// the 32 × 32 of CIFAR-10, filled with the mean of the images.
public struct Cutout: Augmentation {
    public let size: Int
    public let fill: Float

    /// - Parameters:
    ///   - size: the side of the square in pixels.
    ///   - fill: what it is filled with, 0 (black) by default.
    /// - Precondition: the size is not negative.
    public init(size: Int, fill: Float = 0) {
        require(size >= 0, "Cutout: a size of \(size)")
        (self.size, self.fill) = (size, fill)
    }

    public func apply(to image: inout ImageBuffer, drawingFrom random: inout RandomStream) {
        let top = random.integer(below: image.height) - size / 2
        let left = random.integer(below: image.width) - size / 2
        let rows = max(0, top)..<max(0, min(image.height, top + size))
        let columns = max(0, left)..<max(0, min(image.width, left + size))
        for channel in 0..<image.channels {
            for row in rows {
                let start = (channel * image.height + row) * image.width
                for column in columns { image.pixels[start + column] = fill }
            }
        }
    }
}

extension Augmentation where Self == Cutout {
    /// A ``Cutout``.
    public static func cutout(size: Int, fill: Float = 0) -> Cutout { Cutout(size: size, fill: fill) }
}

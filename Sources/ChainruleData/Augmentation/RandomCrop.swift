import Chainrule

/// Pads an image on all sides and cuts a window of its old size out at a random place: a shift by up to the padding.
///
/// He, Zhang, Ren and Sun (2016) pad the 32 × 32 pixels of CIFAR-10 by 4.
public struct RandomCrop: Augmentation {
    public let padding: Int
    public let fill: Float

    /// - Parameters:
    ///   - padding: pixels on each side.
    ///   - fill: their number, 0 (black) by default.
    /// - Precondition: the padding is not negative.
    public init(padding: Int, fill: Float = 0) {
        require(padding >= 0, "RandomCrop: a padding of \(padding)")
        (self.padding, self.fill) = (padding, fill)
    }

    public func apply(to image: inout ImageBuffer, drawingFrom random: inout RandomStream) {
        let down = random.integer(below: 2 * padding + 1) - padding
        let right = random.integer(below: 2 * padding + 1) - padding
        let (height, width) = (image.height, image.width)
        let columns = max(0, -right)..<max(0, -right, min(width, width - right))
        let rowCount = image.channels * height
        image.rewrite { old, new in
            for row in 0..<rowCount {
                let target = new + row * width
                let isInside = (0..<height).contains(row % height + down)
                guard isInside, !columns.isEmpty else {
                    target.update(repeating: fill, count: width)
                    continue
                }
                target.update(repeating: fill, count: columns.lowerBound)
                let source = old + (row + down) * width + columns.lowerBound + right
                (target + columns.lowerBound).update(from: source, count: columns.count)
                (target + columns.upperBound).update(repeating: fill, count: width - columns.upperBound)
            }
        }
    }
}

extension Augmentation where Self == RandomCrop {
    /// A ``RandomCrop``.
    public static func randomCrop(padding: Int, fill: Float = 0) -> RandomCrop {
        RandomCrop(padding: padding, fill: fill)
    }
}

/// A rectangle with sides along the axes, in pixels or in any other unit: x to the right, y down.
public struct Box: Sendable, Equatable, Codable {
    public let left, top, right, bottom: Float

    public init(left: Float, top: Float, right: Float, bottom: Float) {
        (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
    }

    /// Width times height; 0 where an edge lies beyond the opposite one.
    public var area: Float { max(0, right - left) * max(0, bottom - top) }

    /// The area that two boxes have in common.
    public func intersectionArea(with other: Box) -> Float {
        Box(
            left: max(left, other.left), top: max(top, other.top), right: min(right, other.right),
            bottom: min(bottom, other.bottom)
        ).area
    }

    /// The area in common over the area that the boxes cover together (IoU, the Jaccard index), from 0 to 1; 0 for two
    /// boxes without an area.
    public func intersectionOverUnion(with other: Box) -> Float {
        let common = intersectionArea(with: other)
        let union = area + other.area - common
        return union > 0 ? common / union : 0
    }

    /// The box in a unit of which there are `x` and `y` to one of its own along the axes.
    public func scaled(x: Float, y: Float) -> Box {
        Box(left: left * x, top: top * y, right: right * x, bottom: bottom * y)
    }
}

/// An object in an image: its class and its place.
public struct LabeledBox: Sendable, Equatable, Codable {
    public let box: Box
    /// The class number, from 0.
    public let label: Int

    public init(box: Box, label: Int) { (self.box, self.label) = (box, label) }
}

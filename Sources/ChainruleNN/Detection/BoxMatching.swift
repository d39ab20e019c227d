import Chainrule

extension DefaultBoxes {
    /// Which objects the default boxes are responsible for.
    public struct Matches {
        /// int32 `[N, count]`: 0 for the background, 1 for the first class.
        public let labels: Tensor
        /// `[N, count, 4]`: the box of the object, as left, top, right, bottom; of the background the default box itself.
        public let corners: Tensor
        /// bool `[N, count]`: whether a default box is responsible for an object.
        public let isObject: Tensor
    }

    /// Matches default boxes with the objects of images.
    ///
    /// A default box is responsible for the object that it overlaps most, if the intersection over union is at least the
    /// threshold. Beside that, every object has the default boxes that overlap it most, whatever the overlap, so that none
    /// is left out; of several objects that claim a default box, the one that it overlaps most has it, the first of equals.
    ///
    /// Source: Liu and others, "SSD: Single shot multibox detector", 2016, section 2.2.
    ///
    /// - Parameters:
    ///   - objects: `[N, M, 5]`: left, top, right, bottom as shares of the image, and the class number from 0; −1 for rows that
    ///     only fill up.
    ///   - threshold: the intersection over union from which on a default box is responsible.
    public func matches(with objects: Tensor, threshold: Double = 0.5) -> Matches {
        require(
            objects.rank == 3 && objects.shape[2] == 5 && objects.shape[1] > 0,
            "DefaultBoxes: needs objects [N, M, 5], got \(objects.type)")
        let isReal = (objects[0..., 0..., 4] .>= 0).expandingDimension(at: 1)
        let overlaps = select(
            Self.intersectionOverUnion(corners, objects[0..., 0..., ..<4]), where: isReal, otherwise: -1)
        let isBest = (overlaps .== overlaps.max(axes: [1], keepDims: true)) .& (overlaps .> 0)
        // Claims count more than any overlap, which is 1 at most.
        let claims = overlaps + isBest.cast(to: .float32) * 2
        let isObject = claims.max(axes: [2]) .>= threshold
        let chosen = claims.argmax(axis: 2).oneHot(objects.shape[1])
        let boxes = matmul(chosen, objects)
        return Matches(
            labels: select(boxes[0..., 0..., 4] + 1, where: isObject, otherwise: 0).cast(to: .int32),
            corners: select(
                boxes[0..., 0..., ..<4], where: isObject.expandingDimension(at: -1), otherwise: corners),
            isObject: isObject)
    }

    /// The intersection over union `[N, A, M]` of boxes `[A, 4]` with boxes `[N, M, 4]`, each left, top, right, bottom.
    static func intersectionOverUnion(_ boxes: Tensor, _ others: Tensor) -> Tensor {
        func side(_ index: Int) -> (Tensor, Tensor) {
            (
                boxes[0..., index].reshaped(to: [1, -1, 1]),
                others[0..., 0..., index].expandingDimension(at: 1)
            )
        }
        let (left, top, right, bottom) = (side(0), side(1), side(2), side(3))
        let width = relu(minimum(right.0, right.1) - maximum(left.0, left.1))
        let height = relu(minimum(bottom.0, bottom.1) - maximum(top.0, top.1))
        let common = width * height
        let areas = (right.0 - left.0) * (bottom.0 - top.0) + (right.1 - left.1) * (bottom.1 - top.1)
        return common / (areas - common)
    }
}

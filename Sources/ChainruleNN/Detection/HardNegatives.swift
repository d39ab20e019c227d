import Chainrule

/// The negatives with the largest losses, `ratio` times as many as there are positives in the same row, or all if there are
/// fewer: hard negative mining, for data of which nearly all is background.
///
/// Source: Liu and others, "SSD: Single shot multibox detector", 2016, section 2.2, where the ratio is 3.
///
/// - Parameters:
///   - losses: `[N, A]`, none of which is negative; gradients do not flow through the choice.
///   - isPositive: bool `[N, A]`.
///   - ratio: of negatives to positives.
/// - Returns: bool `[N, A]`; of equal losses the first are chosen.
/// - Complexity: every loss is compared with every other of its row.
public func hardNegatives(_ losses: Tensor, isPositive: Tensor, ratio: Double = 3) -> Tensor {
    require(
        losses.rank == 2 && isPositive.type == TensorType(losses.shape, .bool),
        "hardNegatives: needs losses [N, A] and bools of that shape, got \(losses.type) and \(isPositive.type)"
    )
    let negatives = select(-1, where: isPositive, otherwise: stopGradient(losses))
    let (own, others) = (negatives.expandingDimension(at: 2), negatives.expandingDimension(at: 1))
    // Places as real numbers, so that they are compared in the same loop as the losses.
    func places(_ axis: Int) -> Tensor {
        let count = losses.shape[1]
        return .iota(axis == 2 ? [1, 1, count] : [1, count, 1], axis: axis, dtype: losses.dtype)
    }
    let isBefore = places(2) .< places(1)
    let precedes = (others .> own) .| ((others .== own) .& isBefore)
    let rank = precedes.cast(to: losses.dtype).sum(axes: [2])
    let wanted = isPositive.cast(to: losses.dtype).sum(axes: [1], keepDims: true) * ratio
    return (rank .< wanted) .& .!isPositive
}

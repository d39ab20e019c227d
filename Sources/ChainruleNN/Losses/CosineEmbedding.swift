import Chainrule

/// 1 − cos for similar pairs and max(0, cos − margin) for others, cos being the cosine of their angle.
///
/// As in PyTorch, 10⁻¹² is added to the squared lengths, so the cosine of a zero vector is 0.
///
/// - Parameters:
///   - first: `[N, size]`, the embeddings of one example of every pair.
///   - second: the embeddings of the other, of the same type.
///   - targets: `[N]` of the same element type: 1 for similar pairs, −1 for others.
///   - margin: the cosine up to which a dissimilar pair has no loss.
///   - reduction: over the pairs; `[N]` if not reduced.
public func cosineEmbedding(
    _ first: Tensor, _ second: Tensor, _ targets: Tensor, margin: Double = 0, reduction: LossReduction = .mean
) -> Tensor {
    requireEmbeddings("cosineEmbedding", [first, second], targets: targets)
    func squaredLength(_ x: Tensor) -> Tensor { (x * x).sum(axes: -1) + 1e-12 }
    // One root for each length: the product of the squares may overflow.
    let cosine =
        (first * second).sum(axes: -1) * rsqrt(squaredLength(first)) * rsqrt(squaredLength(second))
    return reduction(select(1 - cosine, where: targets .> 0, otherwise: relu(cosine - margin)))
}

import Chainrule

/// The contrastive loss of pairs: ½d² for similar ones and ½·max(0, margin − d)² for others, d being their distance.
///
/// The gradient at d = 0 is 0.
///
/// Source: Hadsell, Chopra and LeCun, "Dimensionality reduction by learning an invariant mapping", CVPR 2006.
///
/// - Parameters:
///   - first: `[N, size]`, the embeddings of one example of every pair.
///   - second: the embeddings of the other, of the same type.
///   - isSimilar: `[N]` of the same element type: 1 for similar pairs, 0 for others.
///   - margin: the distance from which on a dissimilar pair has no loss.
///   - reduction: over the pairs; `[N]` if not reduced.
public func contrastive(
    _ first: Tensor, _ second: Tensor, isSimilar: Tensor, margin: Double = 1, reduction: LossReduction = .mean
) -> Tensor {
    requireEmbeddings("contrastive", [first, second], targets: isSimilar)
    let distance = rowDistances(first, second)
    let missing = relu(margin - distance)
    return reduction((isSimilar * distance * distance + (1 - isSimilar) * missing * missing) * 0.5)
}

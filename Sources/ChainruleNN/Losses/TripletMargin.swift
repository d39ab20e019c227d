import Chainrule

/// The triplet loss max(0, d(anchor, positive) − d(anchor, negative) + margin), reduced over the batch.
///
/// d is the Euclidean distance, to whose differences `epsilon` is added as in PyTorch.
///
/// Source: Balntas, Riba, Ponsa and Mikolajczyk, "Learning local feature descriptors with triplets and shallow
/// convolutional neural networks", BMVC 2016; Schroff, Kalenichenko and Philbin, "FaceNet", CVPR 2015, with squared distances.
///
/// - Parameters:
///   - anchor: `[N, size]`, embeddings.
///   - positive: embeddings of examples similar to the anchors, of the same type.
///   - negative: embeddings of examples that are not, of the same type.
///   - margin: by how much the distance of the negative must exceed that of the positive for a loss of 0.
///   - epsilon: added to the differences of coordinates.
///   - swap: whether the distance of positive and negative is taken where it is smaller than that of anchor and negative.
///   - reduction: over the triplets; `[N]` if not reduced.
public func tripletMargin(
    anchor: Tensor, positive: Tensor, negative: Tensor, margin: Double = 1, epsilon: Double = 1e-6,
    swap: Bool = false, reduction: LossReduction = .mean
) -> Tensor {
    requireEmbeddings("tripletMargin", [anchor, positive, negative])
    let near = rowDistances(anchor, positive, epsilon: epsilon)
    let far = rowDistances(anchor, negative, epsilon: epsilon)
    let nearer = swap ? minimum(far, rowDistances(positive, negative, epsilon: epsilon)) : far
    return reduction(relu(near - nearer + margin))
}

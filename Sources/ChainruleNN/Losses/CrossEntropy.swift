import Chainrule

// The form without `reduction` is an overload and no default, so that the function can be passed where a loss
// of two tensors is expected. The same holds for the other losses.

/// The mean cross-entropy −log softmax(logits)[label] of a batch.
///
/// - Parameters:
///   - logits: `[N, classes]`, unscaled logarithms of probabilities.
///   - labels: int32 `[N]`, the class of each row; one outside `0..<classes` traps when the loss is computed.
public func softmaxCrossEntropy(_ logits: Tensor, _ labels: Tensor) -> Tensor {
    softmaxCrossEntropy(logits, labels, reduction: .mean)
}

/// The cross-entropies −log softmax(logits)[label], reduced over the labels.
///
/// With class weights w and the label y, the loss of an example is wᵧ·(−log pᵧ), and the mean divides by Σ wᵧ and not by the
/// number of labels, as in PyTorch. With smoothing ε it is (1 − ε)·wᵧ·(−log pᵧ) + ε/classes·Σ w_c·(−log p_c), and the mean
/// still divides by Σ wᵧ. Ignored labels count in neither sum; the mean of ignored labels alone is NaN.
/// ``softmaxCrossEntropy(_:probabilities:weight:labelSmoothing:reduction:)``, for targets that are probabilities, averages
/// over the examples instead.
///
/// Source: Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, "Rethinking the Inception architecture", CVPR 2016, for label
/// smoothing.
///
/// - Parameters:
///   - logits: `[N, classes]`, or `[N, classes, ...]` with a label for every place; unscaled logarithms of probabilities.
///   - labels: int32 `[N]` or `[N, ...]`; a label outside `0..<classes` traps when the loss is computed, unless it is ignored.
///   - weight: `[classes]`, the weights of the classes; ones by default.
///   - labelSmoothing: ε, the share of the target that is spread evenly over all classes.
///   - ignoreIndex: a label without a loss; none by default, where PyTorch has −100.
///   - reduction: over the labels; of their shape if not reduced.
/// - Precondition: ε is in 0...1.
public func softmaxCrossEntropy(
    _ logits: Tensor, _ labels: Tensor, weight: Tensor? = nil, labelSmoothing: Double = 0,
    ignoreIndex: Int? = nil, reduction: LossReduction = .mean
) -> Tensor {
    requireSmoothing(labelSmoothing)
    let labels = ClassLabels(
        "softmaxCrossEntropy", logits, labels, weight: weight, ignoreIndex: ignoreIndex)
    let losses = labels.weighted(crossEntropies(labels.rows, labels.labels))
    if labelSmoothing == 0 { return labels.reduced(losses, reduction) }
    let surprises = -logSoftmax(labels.rows)
    let spread = (weight.map { part($0.broadcast(to: surprises.shape), of: surprises) } ?? surprises).mean(
        axes: -1)
    let counted = labels.isCounted.map { select(spread, where: $0, otherwise: 0) } ?? spread
    return labels.reduced(losses * (1 - labelSmoothing) + counted * labelSmoothing, reduction)
}

func requireSmoothing(_ share: Double) {
    require((0...1).contains(share), "softmaxCrossEntropy: the label smoothing \(share) is not in 0...1")
}

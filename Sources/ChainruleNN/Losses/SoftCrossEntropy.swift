import Chainrule

/// The cross-entropies −Σ w_c·t_c·log softmax(logits)_c against probabilities t, reduced over the examples.
///
/// As in PyTorch the mean divides by the number of examples, also with class weights w: one-hot rows and the same labels as
/// indices differ then. A class with the probability 0 has no loss, even where its logit is −∞.
///
/// - Parameters:
///   - logits: `[N, classes]` or `[N, classes, ...]`, unscaled logarithms of probabilities.
///   - targets: t, of the same shape and element type.
///   - weight: `[classes]`, the weights of the classes; ones by default.
///   - labelSmoothing: ε: t becomes (1 − ε)·t + ε/classes.
///   - reduction: over the examples and places; `[N, ...]` if not reduced.
/// - Precondition: ε is in 0...1.
public func softmaxCrossEntropy(
    _ logits: Tensor, probabilities targets: Tensor, weight: Tensor? = nil, labelSmoothing: Double = 0,
    reduction: LossReduction = .mean
) -> Tensor {
    requireSmoothing(labelSmoothing)
    requireSameType("softmaxCrossEntropy", logits, targets, ("logits are", "probabilities"))
    require(
        logits.rank >= 2, "softmaxCrossEntropy: needs logits [N, classes, ...], got \(logits.type)")
    requireClassWeights("softmaxCrossEntropy", weight, logits)
    let smoothed =
        labelSmoothing == 0
        ? targets : targets * (1 - labelSmoothing) + labelSmoothing / Double(logits.shape[1])
    let factors = weight.map { smoothed * $0.perChannel(rank: logits.rank) } ?? smoothed
    return reduction(part(factors, of: -logSoftmax(logits, axis: 1)).sum(axes: 1))
}

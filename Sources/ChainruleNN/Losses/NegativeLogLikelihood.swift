import Chainrule

/// The mean of −logProbabilities[label] over a batch.
///
/// See ``negativeLogLikelihood(_:_:weight:ignoreIndex:reduction:)``.
public func negativeLogLikelihood(_ logProbabilities: Tensor, _ labels: Tensor) -> Tensor {
    negativeLogLikelihood(logProbabilities, labels, weight: nil)
}

/// −w_label·logProbabilities[label], reduced over the labels; the mean divides by the sum of the weights w.
///
/// Of the output of `logSoftmax(_:axis:)` this is ``softmaxCrossEntropy(_:_:)``.
///
/// - Parameters:
///   - logProbabilities: `[N, classes]`, or `[N, classes, ...]` with a label for every place.
///   - labels: int32 `[N]` or `[N, ...]`; a label outside `0..<classes` traps when the loss is computed, unless it is ignored.
///   - weight: `[classes]`, the weights of the classes; ones by default.
///   - ignoreIndex: a label without a loss; none by default, where PyTorch has −100.
///   - reduction: over the labels; of their shape if not reduced.
public func negativeLogLikelihood(
    _ logProbabilities: Tensor, _ labels: Tensor, weight: Tensor?, ignoreIndex: Int? = nil,
    reduction: LossReduction = .mean
) -> Tensor {
    let labels = ClassLabels(
        "negativeLogLikelihood", logProbabilities, labels, weight: weight, ignoreIndex: ignoreIndex)
    let valid = labels.labels.labels(below: logProbabilities.shape[1], for: "negativeLogLikelihood")
    return labels.reduced(labels.weighted(-labels.rows.picked(valid)), reduction)
}

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

/// The cross-entropies −log softmax(logits)[label] of a batch, reduced over its examples; `[N]` if not reduced.
///
/// - Parameters:
///   - logits: `[N, classes]`, unscaled logarithms of probabilities.
///   - labels: int32 `[N]`, the class of each row; one outside `0..<classes` traps when the loss is computed.
///   - reduction: over the examples.
public func softmaxCrossEntropy(_ logits: Tensor, _ labels: Tensor, reduction: LossReduction) -> Tensor {
    if logits.rank > 0 { BatchDemands.note(labels, classCount: logits.shape.last!) }
    return reduction(crossEntropies(logits, labels))
}

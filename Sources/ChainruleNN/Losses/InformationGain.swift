import Chainrule

/// −Σ_c gain[label, c]·log softmax(logits)_c of every example, reduced over the batch: Caffe's information gain loss.
///
/// With the identity as gain this is ``softmaxCrossEntropy(_:_:)``; other matrices weigh classes and state how wrong each
/// confusion is.
///
/// - Parameters:
///   - logits: `[N, classes]`, unscaled logarithms of probabilities.
///   - labels: int32 `[N]`; a label outside `0..<classes` traps when the loss is computed.
///   - gain: `[classes, classes]`, a row for every label.
///   - reduction: over the examples; `[N]` if not reduced.
public func informationGain(
    _ logits: Tensor, _ labels: Tensor, gain: Tensor, reduction: LossReduction = .mean
) -> Tensor {
    let classes = logits.shape.last ?? 0
    require(
        logits.rank == 2 && labels.type == TensorType([logits.shape[0]], .int32)
            && gain.type == TensorType([classes, classes], logits.dtype),
        "informationGain: needs logits [N, classes], int32 labels [N] and a gain [classes, classes], got "
            + "\(logits.type), \(labels.type) and \(gain.type)")
    BatchDemands.note(labels, classCount: classes)
    let rows = gain.gather(labels.labels(below: classes, for: "informationGain"))
    return softmaxCrossEntropy(logits, probabilities: rows, reduction: reduction)
}

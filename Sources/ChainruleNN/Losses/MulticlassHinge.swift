import Chainrule

/// The mean multiclass hinge loss of a batch, with margin 1: the loss of a support vector machine.
///
/// See ``multiclassHinge(_:_:margin:reduction:)``.
public func multiclassHinge(_ scores: Tensor, _ labels: Tensor) -> Tensor {
    multiclassHinge(scores, labels, margin: 1)
}

/// Σ max(0, sⱼ − sᵧ + margin) over the wrong classes j of every example, reduced over the batch.
///
/// PyTorch's `multi_margin_loss` divides this by the number of classes.
///
/// Source: Weston and Watkins, "Support vector machines for multi-class pattern recognition", ESANN 1999.
///
/// - Parameters:
///   - scores: `[N, classes]`.
///   - labels: int32 `[N]`, the class y of each row; one outside `0..<classes` traps when the loss is computed.
///   - margin: by how much the score of the right class must exceed the others for a loss of 0.
///   - reduction: over the examples.
public func multiclassHinge(
    _ scores: Tensor, _ labels: Tensor, margin: Double, reduction: LossReduction = .mean
) -> Tensor {
    require(
        scores.rank == 2 && labels.type == TensorType([scores.shape[0]], .int32),
        "multiclassHinge: needs scores [N, classes] and int32 labels [N], got \(scores.type) and \(labels.type)"
    )
    let classes = scores.shape[1]
    BatchDemands.note(labels, classCount: classes)
    let labels = labels.labels(below: classes, for: "multiclassHinge")
    let rightScores = scores.picked(labels).expandingDimension(at: 1)
    let margins = relu(scores - rightScores + margin)
    let isRight = labels.oneHot(classes, dtype: .bool)
    let losses = select(Tensor(0, dtype: scores.dtype), where: isRight, otherwise: margins)
    return reduction(losses.sum(axes: 1))
}

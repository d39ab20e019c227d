import Chainrule

/// The mean over a batch of ½Σ(s − t)², where the target t is 1 for the right class and −1 for the others.
///
/// Behind a ``Linear`` layer, ``SGD`` on it is the delta rule, w += rate·(t − s)·x, with which an Adaline is trained.
///
/// Source: Widrow and Hoff, "Adaptive switching circuits", 1960.
///
/// - Parameters:
///   - scores: `[N, classes]`.
///   - labels: int32 `[N]`, the class of each row; one outside `0..<classes` traps when the loss is computed.
public func leastMeanSquares(_ scores: Tensor, _ labels: Tensor) -> Tensor {
    let classes = ClassLabels("leastMeanSquares", scores, labels, weight: nil, ignoreIndex: nil)
    let known = classes.labels.labels(below: scores.shape[1], for: "leastMeanSquares")
    let targets = known.oneHot(scores.shape[1], dtype: scores.dtype) * 2 - 1
    return halfSquaredError(classes.rows, targets, reduction: .batchMean)
}

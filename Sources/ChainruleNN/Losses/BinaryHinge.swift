import Chainrule

/// The mean hinge loss of scores with targets −1 and 1, with margin 1: the loss of a binary support vector machine.
///
/// See ``binaryHinge(_:_:margin:reduction:)``.
public func binaryHinge(_ scores: Tensor, _ targets: Tensor) -> Tensor {
    binaryHinge(scores, targets, margin: 1)
}

/// max(0, margin − target·score) of every element, reduced over all of them.
///
/// Source: Cortes and Vapnik, "Support-vector networks", 1995.
///
/// - Parameters:
///   - scores: a tensor of any shape.
///   - targets: −1 or 1, in the shape and element type of the scores.
///   - margin: the score on the right side from which on the loss is 0.
///   - reduction: over all elements; of their shape if not reduced.
public func binaryHinge(
    _ scores: Tensor, _ targets: Tensor, margin: Double, reduction: LossReduction = .mean
) -> Tensor {
    requireSameType("binaryHinge", scores, targets, ("scores are", "targets"))
    return reduction(relu(margin - targets * scores))
}

import Chainrule

/// The mean perceptron criterion of a batch.
///
/// See ``perceptronCriterion(_:_:reduction:)``.
public func perceptronCriterion(_ scores: Tensor, _ labels: Tensor) -> Tensor {
    perceptronCriterion(scores, labels, reduction: .mean)
}

/// maxⱼ sⱼ − sᵧ of every example: 0 where the right class y has the largest score.
///
/// Behind a ``Linear`` layer, ``SGD`` on it is the perceptron's rule: an example that is classified correctly changes
/// nothing, and another one is added to the weights of its class and subtracted from those of the class that won. At a tie
/// the first of the largest scores wins.
///
/// Source: Rosenblatt, "The perceptron", Psychological Review 65, 1958; with several classes Duda and Hart, "Pattern
/// classification and scene analysis", 1973.
///
/// - Parameters:
///   - scores: `[N, classes]`.
///   - labels: int32 `[N]`, the class y of each row; one outside `0..<classes` traps when the loss is computed.
///   - reduction: over the examples.
public func perceptronCriterion(
    _ scores: Tensor, _ labels: Tensor, reduction: LossReduction
) -> Tensor {
    let classes = ClassLabels("perceptronCriterion", scores, labels, weight: nil, ignoreIndex: nil)
    let winners = classes.rows.argmax(axis: 1)
    let known = classes.labels.labels(below: scores.shape[1], for: "perceptronCriterion")
    return classes.reduced(classes.rows.picked(winners) - classes.rows.picked(known), reduction)
}

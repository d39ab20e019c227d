import Chainrule

/// The mean of target·(log target − logProbability) over all elements; see
/// ``klDivergence(_:_:targetIsLogarithm:reduction:)``.
public func klDivergence(_ logProbabilities: Tensor, _ targets: Tensor) -> Tensor {
    klDivergence(logProbabilities, targets, reduction: .mean)
}

/// The Kullback-Leibler divergence of predicted from target probabilities: target·(log target − logProbability) of every
/// element, reduced over all of them.
///
/// `.batchMean` is the divergence as it is defined, averaged over the examples; `.mean` also divides by the number of
/// classes, as in PyTorch. A term whose target is 0 is 0, also against the logarithm −∞ of a probability 0, where PyTorch's
/// is NaN.
///
/// Source: Kullback and Leibler, "On information and sufficiency", 1951.
///
/// - Parameters:
///   - logProbabilities: the logarithms of the predicted probabilities, of any shape.
///   - targets: the target probabilities or their logarithms, of the same shape and element type.
///   - targetIsLogarithm: whether `targets` are logarithms.
///   - reduction: over all elements; of their shape if not reduced.
public func klDivergence(
    _ logProbabilities: Tensor, _ targets: Tensor, targetIsLogarithm: Bool = false, reduction: LossReduction
) -> Tensor {
    requireSameType("klDivergence", logProbabilities, targets, ("logarithms are", "targets"))
    let probabilities = targetIsLogarithm ? exp(targets) : targets
    let isZero = probabilities .== 0
    let logarithms =
        targetIsLogarithm ? targets : log(select(1, where: isZero, otherwise: targets))
    return reduction(part(probabilities, of: logarithms - logProbabilities))
}

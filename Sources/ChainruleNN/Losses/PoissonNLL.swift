import Chainrule

/// The negative log-likelihood of counts that follow a Poisson distribution, reduced over all elements.
///
/// From the logarithm x of the rate it is eˣ − target·x, from the rate x itself x − target·log(x + ε). The term log(target!),
/// which has no gradient, is left out, or, with `full`, approximated by Stirling's formula where the target is above 1:
/// target·log(target) − target + ½·log(2π·target).
///
/// - Parameters:
///   - prediction: the rates' logarithms, or the rates, of any shape.
///   - targets: counts, of the same shape and element type.
///   - isLogarithm: whether `prediction` is the logarithm of the rate, as by default.
///   - full: whether Stirling's approximation is added.
///   - epsilon: ε, which keeps the logarithm of a rate finite.
///   - reduction: over all elements; of their shape if not reduced.
public func poissonNLL(
    _ prediction: Tensor, _ targets: Tensor, isLogarithm: Bool = true, full: Bool = false,
    epsilon: Double = 1e-8, reduction: LossReduction = .mean
) -> Tensor {
    requireSameType("poissonNLL", prediction, targets)
    let losses =
        isLogarithm
        ? exp(prediction) - targets * prediction : prediction - targets * log(prediction + epsilon)
    if !full { return reduction(losses) }
    let isLarge = targets .> 1
    let counts = select(targets, where: isLarge, otherwise: 1)
    let stirling = counts * log(counts) - counts + log(counts * (2 * .pi)) * 0.5
    return reduction(losses + select(stirling, where: isLarge, otherwise: 0))
}

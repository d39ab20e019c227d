import Chainrule
import Foundation

/// The negative log-likelihood ½·(log v + (prediction − target)²/v) of targets that are normally distributed around the
/// prediction with the variance v, reduced over all elements.
///
/// As in PyTorch, a variance below ε counts as ε, but keeps the gradient that it has there, so it can grow again; the
/// constant ½·log 2π is added with `full`.
///
/// Source: Nix and Weigend, "Estimating the mean and variance of the target probability distribution", 1994.
///
/// - Parameters:
///   - prediction: means, of any shape.
///   - targets: of the same shape and element type.
///   - variance: v, of a shape that broadcasts to that of the prediction.
///   - full: whether the constant is added.
///   - epsilon: ε, the least variance.
///   - reduction: over all elements; of their shape if not reduced.
public func gaussianNLL(
    _ prediction: Tensor, _ targets: Tensor, variance: Tensor, full: Bool = false, epsilon: Double = 1e-6,
    reduction: LossReduction = .mean
) -> Tensor {
    requireSameType("gaussianNLL", prediction, targets)
    let bounded = customGradient([variance]) { inputs in
        maximum(inputs[0], epsilon)
    } gradient: { upstream, _, _ in
        [upstream]
    }
    let difference = prediction - targets
    let losses = (log(bounded) + difference * difference / bounded) * 0.5
    require(
        losses.type == prediction.type,
        "gaussianNLL: the variance \(variance.type) does not broadcast to the prediction \(prediction.type)")
    return reduction(full ? losses + 0.5 * log(2 * Double.pi) : losses)
}

import Chainrule

/// The mean of Huber's loss with δ = 1: the squared error near the target, the absolute error away from it.
///
/// See ``huber(_:_:delta:reduction:)``.
public func huber(_ prediction: Tensor, _ target: Tensor) -> Tensor { huber(prediction, target, delta: 1) }

/// ½e² where e = |prediction − target| is below δ, and δ·(e − ½δ) elsewhere, reduced over all elements.
///
/// Source: Huber, "Robust estimation of a location parameter", 1964.
///
/// - Parameters:
///   - prediction: a tensor of any shape.
///   - target: of the same shape and element type.
///   - delta: δ, the error from which on the loss is linear; 1 in PyTorch.
///   - reduction: over all elements; of their shape if not reduced.
/// - Precondition: δ is positive, and shapes and element types are the same.
public func huber(
    _ prediction: Tensor, _ target: Tensor, delta: Double, reduction: LossReduction = .mean
) -> Tensor {
    require(delta > 0, "huber: delta \(delta) is not positive")
    requireSameType("huber", prediction, target)
    let error = abs(prediction - target)
    return reduction(
        select(error * error * 0.5, where: error .< delta, otherwise: (error - 0.5 * delta) * delta))
}

/// The mean of the smooth L1 loss with β = 1, which is Huber's loss with δ = 1.
///
/// See ``smoothL1(_:_:beta:reduction:)``.
public func smoothL1(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    smoothL1(prediction, target, beta: 1)
}

/// ½e²/β where e = |prediction − target| is below β, and e − ½β elsewhere, reduced over all elements.
///
/// This is ``huber(_:_:delta:reduction:)`` with δ = β, divided by β; with β = 0 it is the absolute error.
///
/// Source: Girshick, "Fast R-CNN", ICCV 2015.
///
/// - Parameters:
///   - prediction: a tensor of any shape.
///   - target: of the same shape and element type.
///   - beta: β, the error from which on the loss is linear; 1 in PyTorch.
///   - reduction: over all elements; of their shape if not reduced.
/// - Precondition: β is not negative, and shapes and element types are the same.
public func smoothL1(
    _ prediction: Tensor, _ target: Tensor, beta: Double, reduction: LossReduction = .mean
) -> Tensor {
    require(beta >= 0, "smoothL1: beta \(beta) is negative")
    if beta == 0 { return absoluteError(prediction, target, reduction: reduction) }
    return huber(prediction, target, delta: beta, reduction: reduction) / beta
}

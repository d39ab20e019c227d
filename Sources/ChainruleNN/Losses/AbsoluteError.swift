import Chainrule

/// The mean of |prediction − target| over all elements.
///
/// - Precondition: shapes and element types are the same.
public func absoluteError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    absoluteError(prediction, target, reduction: .mean)
}

/// |prediction − target| of every element, reduced over all of them; of their shape if not reduced.
///
/// The gradient at 0 is 0. PyTorch calls this loss `l1_loss`.
///
/// - Precondition: shapes and element types are the same.
public func absoluteError(_ prediction: Tensor, _ target: Tensor, reduction: LossReduction) -> Tensor {
    requireSameType("absoluteError", prediction, target)
    return reduction(abs(prediction - target))
}

import Chainrule

/// The mean of (prediction − target)² over all elements.
///
/// - Precondition: shapes and element types are the same.
public func squaredError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    squaredError(prediction, target, reduction: .mean)
}

/// (prediction − target)² of every element, reduced over all of them; of their shape if not reduced.
///
/// - Precondition: shapes and element types are the same.
public func squaredError(_ prediction: Tensor, _ target: Tensor, reduction: LossReduction) -> Tensor {
    requireSameType("squaredError", prediction, target)
    let difference = prediction - target
    return reduction(difference * difference)
}

/// The mean of ½(prediction − target)² over all elements, whose gradient is the mean difference.
///
/// - Precondition: shapes and element types are the same.
public func halfSquaredError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    halfSquaredError(prediction, target, reduction: .mean)
}

/// ½(prediction − target)² of every element, reduced over all of them; of their shape if not reduced.
///
/// Caffe's `EuclideanLoss` is this with `.batchMean`.
///
/// - Precondition: shapes and element types are the same.
public func halfSquaredError(_ prediction: Tensor, _ target: Tensor, reduction: LossReduction) -> Tensor {
    requireSameType("halfSquaredError", prediction, target)
    let difference = prediction - target
    return reduction(difference * difference * 0.5)
}

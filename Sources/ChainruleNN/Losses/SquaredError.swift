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
    // [N] beside [N, 1] would silently broadcast to [N, N].
    require(
        prediction.type == target.type,
        "squaredError: the prediction is \(prediction.type) and the target \(target.type)")
    let difference = prediction - target
    return reduction(difference * difference)
}

import Chainrule

/// The probabilities closest to the logits: max(0, xᵢ − τ) along an axis, with the τ at which they add up to 1.
///
/// Unlike those of a softmax, small ones are exactly 0. The gradient of the others is the upstream gradient minus
/// its mean over them.
///
/// Source: Martins and Astudillo, "From softmax to sparsemax", ICML 2016.
///
/// - Parameters:
///   - x: logits, with at least one axis.
///   - axis: the last one by default.
/// - Complexity: every logit is compared with every other along the axis.
public func sparsemax(_ x: Tensor, axis: Int = -1) -> Tensor {
    let place = axis < 0 ? axis + x.rank : axis
    require(x.shape.indices.contains(place), "sparsemax(\(x.type)): there is no axis \(axis)")
    var order = Array(x.shape.indices)
    order.swapAt(place, x.rank - 1)
    let rows = x.permuted(order)
    let logits = rows - stopGradient(rows.max(axes: -1, keepDims: true))
    // A logit is above τ if those that are larger exceed it by less than 1 in all.
    let fixed = stopGradient(logits)
    let excess = relu(fixed.expandingDimension(at: -2) - fixed.expandingDimension(at: -1)).sum(axes: -1)
    let isPositive = (excess .< 1).cast(to: x.dtype)
    let total = (logits * isPositive).sum(axes: -1, keepDims: true)
    return relu(logits - (total - 1) / isPositive.sum(axes: -1, keepDims: true)).permuted(order)
}

/// The probabilities closest to the logits along an axis as a layer: ``sparsemax(_:axis:)``.
public struct Sparsemax: Layer {
    public let axis: Int

    /// - Parameter axis: the last one by default.
    public init(axis: Int = -1) { self.axis = axis }
    public func forward(_ input: Tensor) -> Tensor { sparsemax(input, axis: axis) }
}

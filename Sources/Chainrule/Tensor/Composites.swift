// Functions that are composed of primitives and need no gradient of their own.

/// Every element clamped to `low`...`high`; the gradient is zero outside of it. NaN stays.
public func clip(_ x: Tensor, _ low: Double, _ high: Double) -> Tensor {
    require(low <= high, "clip: \(low) is above \(high)")
    return select(low, where: x .< low, otherwise: select(high, where: x .> high, otherwise: x))
}

extension Tensor {
    /// For every element whether it is neither infinite nor NaN.
    package var isFinite: Tensor { abs(self) .< .infinity }
}

/// The exponentials of the elements along `axis`, divided by their sum.
public func softmax(_ x: Tensor, axis: Int = -1) -> Tensor {
    let axis: Axes = [axis]
    // The shift cancels out; it keeps the exponentials from overflowing.
    let exponentials = exp(x - stopGradient(x.max(axes: axis, keepDims: true)))
    return exponentials / exponentials.sum(axes: axis, keepDims: true)
}

/// The logarithm of ``softmax(_:axis:)``, without the loss of digits of taking it afterwards.
public func logSoftmax(_ x: Tensor, axis: Int = -1) -> Tensor {
    // Shifted first: beside a large number the logarithm of the sum would lose its digits.
    let shifted = x - stopGradient(x.max(axes: [axis], keepDims: true))
    return shifted - log(exp(shifted).sum(axes: [axis], keepDims: true))
}

import CVectorKernels

/// The sum along axes: its gradient is the upstream gradient, repeated.
struct Sum: Reduction, NumericPrimitive {
    static let name = "sum"
    static let loopFold = CVK_SUM
    let axes: [Int]

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType { try reducedType(inputs) }

    func forward<T: NumericScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        if axes.isEmpty { return inputs[0] }
        let wide = fold(inputs[0], from: T.Accumulator.zero, T.self) { .sum($0, $1.widened) }
        return wide.map { (sum: T.Accumulator) in T(sum) }
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        [upstream.broadcast(to: inputs[0].shape)]
    }
}

extension Tensor {
    /// The sum along `axes`, all of them by default; 0 over no elements.
    ///
    /// With `keepDims` the summed axes stay with size one. Whole numbers keep their type and wrap around.
    public func sum(axes: Axes = .all, keepDims: Bool = false) -> Tensor {
        reduced(Sum.self, axes, keepDims: keepDims)
    }

    /// The arithmetic mean of real numbers along `axes`, all of them by default; NaN over no elements.
    public func mean(axes: Axes = .all, keepDims: Bool = false) -> Tensor {
        requireReal("mean")
        let count = axes.resolved(for: self, "mean").reduce(1) { $0 * shape[$1] }
        return sum(axes: axes, keepDims: keepDims) / Double(count)
    }

    /// The mean squared distance of real numbers from their mean along `axes`, all of them by default.
    ///
    /// The divisor is the number of elements minus `correction`: 0 for the variance of these very numbers,
    /// 1 (Bessel) for an unbiased estimate from a sample. Where it is not positive the variance is NaN.
    public func variance(axes: Axes = .all, keepDims: Bool = false, correction: Int = 0) -> Tensor {
        requireReal("variance")
        let count = axes.resolved(for: self, "variance").reduce(1) { $0 * shape[$1] }
        let distance = self - mean(axes: axes, keepDims: true)
        let divisor = count > correction ? Double(count - correction) : .nan
        return (distance * distance).sum(axes: axes, keepDims: keepDims) / divisor
    }

    /// For what is composed of several operations, whose own messages would name one of them.
    func requireReal(_ operation: String) {
        require(
            dtype.isFloatingPoint,
            "\(operation)(\(type)): needs float32 or float64, got \(dtype); convert with cast(to:)")
    }
}

/// The largest element along axes: routes the upstream gradient to it, in equal shares among ties.
struct Max: Reduction, PiecewisePrimitive, NumericPrimitive {
    static let name = "max"
    let axes: [Int]

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        for axis in axes where inputs[0].shape.indices.contains(axis) && inputs[0].shape[axis] == 0 {
            throw misfit(inputs, "axis \(axis) has no elements, of which none is the largest")
        }
        return try reducedType(inputs)
    }

    func forward<T: NumericScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        fold(inputs[0], from: T.lowest, T.self) { largest, x in x > largest || x.isNaN ? x : largest }
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let winners = (inputs[0] .== output).cast(to: output.dtype)
        return [winners * (upstream / winners.sum(axes: Axes(axes), keepDims: true))]
    }

    /// The places of the largest elements.
    func pieces(_ inputs: [NDArray]) -> NDArray {
        let winners = BroadcastTo(shape: inputs[0].shape).forward([forward(inputs)])
        return Compare(relation: .equal).forward([inputs[0], winners])
    }
}

extension Tensor {
    /// The largest element along `axes`, all of them by default; NaN if there is one.
    ///
    /// The gradient goes to the largest element, in equal shares if there are several.
    public func max(axes: Axes = .all, keepDims: Bool = false) -> Tensor {
        reduced(Max.self, axes, keepDims: keepDims)
    }

    /// The smallest element along `axes`, all of them by default; NaN if there is one.
    ///
    /// The gradient goes to the smallest element, in equal shares if there are several.
    public func min(axes: Axes = .all, keepDims: Bool = false) -> Tensor {
        -(-self).max(axes: axes, keepDims: keepDims)
    }

    /// The logarithm of the sum of the exponentials along `axes`, all of them by default.
    ///
    /// The largest element is taken out of the exponentials, so that none overflows.
    public func logSumExp(axes: Axes = .all, keepDims: Bool = false) -> Tensor {
        let largest = max(axes: axes, keepDims: true).stoppingGradient
        // Minus infinity minus itself would not be a number.
        let shift = select(largest, where: abs(largest) .< .infinity, otherwise: largest.zerosLike)
        let sum = log(exp(self - shift).sum(axes: axes, keepDims: true)) + shift
        return keepDims
            ? sum
            : sum.reshaped(
                to: shape.reduced(over: axes.resolved(for: self, "logSumExp"), keepDims: false))
    }
}

import CVectorKernels

/// The largest element along axes: routes the upstream gradient to it, in equal shares among ties.
struct Max: Extremum {
    static let name = "max"
    static let loopFold = CVK_LARGEST
    static let extreme = "largest"
    let axes: [Int]

    func forward<T: NumericScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        fold(inputs[0], from: T.lowest, T.self) { largest, x in x > largest || x.isNaN ? x : largest }
    }
}

/// The smallest element along axes: routes the upstream gradient to it, in equal shares among ties.
///
/// Not the negative of the largest negative, which for integers may not exist.
struct Min: Extremum {
    static let name = "min"
    static let loopFold = CVK_SMALLEST
    static let extreme = "smallest"
    let axes: [Int]

    func forward<T: NumericScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        fold(inputs[0], from: T.highest, T.self) { smallest, x in x < smallest || x.isNaN ? x : smallest }
    }
}

/// What the largest and the smallest element share.
protocol Extremum: Reduction, PiecewisePrimitive, NumericPrimitive {
    /// In words, which element it is.
    static var extreme: String { get }
}

extension Extremum {
    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let type = try reducedType(inputs)
        for axis in axes where inputs[0].shape[axis] == 0 {
            throw mismatch(inputs, "axis \(axis) is empty and has no \(Self.extreme)")
        }
        return type
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let x = inputs[0]
        // NaN wins, but equals nothing.
        let winners = (x .== output) .| (x .!= x)
        let count = winners.cast(to: output.dtype).sum(axes: Axes(axes), keepDims: true)
        return [select(upstream / count, where: winners, otherwise: 0)]
    }

    /// The places of the winning elements.
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
        reduced(Min.self, axes, keepDims: keepDims)
    }

    /// The logarithm of the sum of the exponentials along `axes`, all of them by default.
    ///
    /// The largest element is taken out of the exponentials, so that none overflows.
    public func logSumExp(axes: Axes = .all, keepDims: Bool = false) -> Tensor {
        requireReal("logSumExp")
        let largest = stopGradient(max(axes: axes, keepDims: true))
        // Minus infinity minus itself would not be a number.
        let shift = select(largest, where: largest.isFinite, otherwise: 0)
        let total = exp(self - shift).sum(axes: axes, keepDims: true)
        // A sum of zeros passes no gradient; its logarithm would pass 0 · ∞.
        let isZero = total .== 0
        let logarithm = log(select(1, where: isZero, otherwise: total)) + shift
        let sum = select(-.infinity, where: isZero, otherwise: logarithm)
        return keepDims
            ? sum
            : sum.reshaped(
                to: shape.reduced(over: axes.resolved(for: self, "logSumExp"), keepDims: false))
    }
}

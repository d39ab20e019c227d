/// The index of the largest element along an axis, the first of several; it has no gradient.
struct ArgMax: PiecewisePrimitive, NumericPrimitive {
    static let name = "argmax"
    let axis: Int
    var attributes: String { "axis \(axis)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireNumbers(inputs)
        try requireAxes([axis], of: inputs[0], inputs)
        if inputs[0].shape[axis] == 0 {
            throw mismatch(inputs, "axis \(axis) is empty and has no maximum")
        }
        return TensorType(inputs[0].shape.reduced(over: [axis], keepDims: false), .int32)
    }

    func forward<T: NumericScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        let x = inputs[0]
        var order = Array(0..<x.shape.rank)
        order.append(order.remove(at: axis))
        let lines = Permute(axes: order).forward([x]).dense()
        let size = x.shape[axis]
        return NDArray(x.shape.reduced(over: [axis], keepDims: false), Int32.self) { result in
            lines.withElements(T.self) { x in
                for line in 0..<lines.count / size {
                    var best = 0
                    for i in 1..<Swift.max(1, size) where !x[line * size + best].isNaN {
                        let candidate = x[line * size + i]
                        if candidate > x[line * size + best] || candidate.isNaN { best = i }
                    }
                    result[line] = Int32(best)
                }
            }
        }
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] { [nil] }
    func pieces(_ inputs: [NDArray]) -> NDArray { forward(inputs) }

    static let samples = [
        PrimitiveSample(ArgMax(axis: 0), .real([5])), PrimitiveSample(ArgMax(axis: 1), .real([2, 3, 4])),
        PrimitiveSample(ArgMax(axis: 1), .real([0, 3])),
    ]

    static let exemption: String? = "its result is not floating point"
}

extension Tensor {
    /// The index of the largest element along `axis`, as int32; the first of several, NaN before numbers.
    ///
    /// With `keepDims` the axis stays with size one.
    public func argmax(axis: Int = -1, keepDims: Bool = false) -> Tensor {
        let axis = resolved(axis, "argmax")
        let places = Tensor.apply(ArgMax(axis: axis), self)
        return keepDims ? places.expandingDimension(at: axis) : places
    }
}

/// The input repeated along new leading axes and along axes of size one.
///
/// All of broadcasting's gradient is here: what was repeated is summed.
struct BroadcastTo: Primitive {
    static let name = "broadcast"
    let shape: Shape
    var attributes: String { "to \(shape)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let source = inputs[0].shape
        let aligned = shape.suffix(source.rank)
        let fits =
            source.rank <= shape.rank && Swift.zip(source, aligned).allSatisfy { $0 == 1 || $0 == $1 }
        if !fits { throw mismatch(inputs, "shape \(source) does not broadcast to \(shape)") }
        return TensorType(shape, inputs[0].dtype)
    }

    func forward(_ inputs: [NDArray]) -> NDArray {
        let x = inputs[0]
        var strides = [Int](repeating: 0, count: shape.rank)
        for (axis, step) in x.strides.enumerated() where x.shape[axis] != 1 {
            strides[shape.rank - x.shape.rank + axis] = step
        }
        return x.view(shape, strides: strides)
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let source = inputs[0].shape
        let added = shape.rank - source.rank
        let repeated = (0..<shape.rank).filter { axis in
            axis < added || (source[axis - added] == 1 && shape[axis] != 1)
        }
        return [Tensor.apply(Sum(axes: repeated), upstream).reshaped(to: source)]
    }

    static var samples: [PrimitiveSample] {
        [
            PrimitiveSample(BroadcastTo(shape: [2, 3]), .real([])),
            PrimitiveSample(BroadcastTo(shape: [2, 3]), .real([3])),
            PrimitiveSample(BroadcastTo(shape: [2, 3]), .real([2, 1])),
            PrimitiveSample(BroadcastTo(shape: [4, 2, 3, 2]), .real([1, 3, 1])),
            PrimitiveSample(BroadcastTo(shape: [0, 3]), .real([3])),
            PrimitiveSample(BroadcastTo(shape: [1, 3]), .real([1, 3])),
        ]
    }
}

extension Tensor {
    /// This tensor repeated to `shape`, by NumPy's rule: axes are aligned at the end, sizes of one stretch.
    public func broadcast(to shape: Shape) -> Tensor {
        shape == self.shape ? self : .apply(BroadcastTo(shape: shape), self)
    }

    /// Zeros of this tensor's shape and type.
    package var zerosLike: Tensor { .zeros(shape, dtype: dtype) }

    /// Ones of this tensor's shape and type.
    package var onesLike: Tensor { .ones(shape, dtype: dtype) }
}

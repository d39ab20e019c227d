/// Several tensors one after the other along an axis.
struct Concatenate: Primitive {
    static let name = "concatenate"
    let axis: Int
    var attributes: String { "axis \(axis)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        if inputs.isEmpty { throw mismatch(inputs, "needs at least one tensor") }
        try requireSameDType(inputs)
        try requireAxes([axis], of: inputs[0], inputs)
        var sizes = inputs[0].shape.sizes
        sizes[axis] = 0
        for input in inputs {
            var others = input.shape.sizes
            if others.count == sizes.count { others[axis] = sizes[axis] }
            if others != sizes {
                throw mismatch(
                    inputs,
                    "shapes \(inputs[0].shape) and \(input.shape) differ in more than axis \(axis)")
            }
            sizes[axis] += input.shape[axis]
        }
        return TensorType(Shape(sizes), inputs[0].dtype)
    }

    func forward(_ inputs: [NDArray]) -> NDArray {
        var sizes = inputs[0].shape.sizes
        sizes[axis] = inputs.reduce(0) { $0 + $1.shape[axis] }
        let result = NDArray(uninitialized: Shape(sizes), inputs[0].dtype)
        let strides = result.strides
        var offset = 0
        for input in inputs {
            input.copy(into: result, strides: strides, offset: offset)
            offset += input.shape[axis] * strides[axis]
        }
        return result
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        upstream.split(sizes: inputs.map { $0.shape[axis] }, axis: axis)
    }

    static var samples: [PrimitiveSample] {
        [
            PrimitiveSample(Concatenate(axis: 0), .real([2]), .real([3])),
            PrimitiveSample(Concatenate(axis: 1), .real([2, 1]), .real([2, 3]), .real([2, 2])),
            PrimitiveSample(Concatenate(axis: 0), .real([0, 2]), .real([1, 2])),
            PrimitiveSample(Concatenate(axis: 1), .real([3, 2])),
        ]
    }
}

/// The tensors one after the other along `axis`, in which alone their sizes may differ.
public func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    require(!tensors.isEmpty, "concatenate: needs at least one tensor")
    return .apply(Concatenate(axis: tensors[0].resolved(axis, "concatenate")), tensors)
}

/// The tensors, all of one shape, side by side along a new axis before `axis`.
public func stack(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    concatenate(tensors.map { $0.expandingDimension(at: axis) }, axis: axis)
}

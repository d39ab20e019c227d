import Chainrule

extension OperatorCall {
    /// An input as places along an axis of `size`, counted from the front, as float64.
    ///
    /// Inside `compile`, where they may be unknown, a wrong one traps when the function is called.
    func indices(_ index: Int, below size: Int) throws -> Tensor {
        let value = try value(index)
        try check(value.type.isInteger, "input \(index) is of \(value.type), and must be integers")
        try check(size <= Int(Int32.max), "an axis of \(size) elements is too long")
        if value.isKnown {
            for place in value.tensor.scalars(as: Double.self)
            where !(-Double(size)..<Double(size)).contains(place) {
                throw error("index \(place) is out of range for \(size) elements")
            }
        }
        return select(value.tensor + Double(size), where: value.tensor .< 0, otherwise: value.tensor)
    }

    /// The places in `x`, flattened, of elements whose indices along one axis are given.
    func flatPlaces(_ index: Int, of x: ONNXValue, along axis: Int) throws -> Tensor {
        let indices = try indices(index, below: x.shape[axis])
        try check(
            indices.rank == x.rank
                && x.shape.indices.allSatisfy { $0 == axis || indices.shape[$0] <= x.shape[$0] },
            "indices \(indices.shape) do not fit into \(x.shape)")
        let strides = x.shape.rowMajorStrides
        var places = indices * Double(strides[axis])
        for other in x.shape.indices where other != axis {
            places =
                places + Tensor.iota(indices.shape, axis: other, dtype: .float64) * Double(strides[other])
        }
        return try int32(places, of: x)
    }

    /// The places of slices of `x`, in rows of its first axes, that tuples along the last axis of the indices name.
    func tuplePlaces(_ index: Int, of x: ONNXValue, batch: Int) throws -> Tensor {
        let tuples = try value(index)
        try check(tuples.rank > 0 && tuples.type.isInteger, "input \(index) must be tuples of integers")
        let length = tuples.shape[tuples.rank - 1]
        try check(length >= 1 && batch + length <= x.rank, "tuples of \(length) do not fit into \(x.shape)")
        let shape = Shape(tuples.shape.dropLast())
        let strides = Shape(Array(x.shape.prefix(batch + length))).rowMajorStrides
        let parts = tuples.tensor.split(sizes: [Int](repeating: 1, count: length), axis: -1)
        var places = Tensor.zeros(shape, dtype: .float64)
        for (axis, part) in parts.enumerated() {
            let column = OperatorCall(
                node: node, opset: opset, inputs: [tuples.with(part.reshaped(to: shape))])
            let indices = try column.indices(0, below: x.shape[batch + axis])
            places = places + indices * Double(strides[batch + axis])
        }
        for axis in 0..<batch {
            places = places + Tensor.iota(shape, axis: axis, dtype: .float64) * Double(strides[axis])
        }
        return try int32(places, of: x)
    }

    private func int32(_ places: Tensor, of x: ONNXValue) throws -> Tensor {
        try check(x.shape.elementCount <= Int(Int32.max), "\(x.shape) has too many elements to be indexed")
        return places.cast(to: .int32)
    }
}

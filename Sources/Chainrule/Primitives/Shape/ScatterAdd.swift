/// x with `updates` added at `indices` along an axis; an index that repeats adds up.
struct ScatterAdd: NumericPrimitive {
    static let name = "scatter-add"
    let axis: Int
    var attributes: String { "axis \(axis)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let (x, indices, updates) = (inputs[0], inputs[1], inputs[2])
        try requireAxes([axis], of: x, inputs)
        try requireNumbers([x])
        if indices.dtype != .int32 { throw mismatch(inputs, "indices must be int32, got \(indices.dtype)") }
        let sizes = Array(x.shape.prefix(axis)) + Array(indices.shape) + Array(x.shape.suffix(from: axis + 1))
        if updates.shape != Shape(sizes) || updates.dtype != x.dtype {
            throw mismatch(
                inputs, "updates must be \(TensorType(Shape(sizes), x.dtype)), got \(updates.type)")
        }
        return x.type
    }

    func forward<T: NumericScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        let (x, indices, updates) = (inputs[0], inputs[1], inputs[2].dense())
        let rows = indices.resolvedIndices(below: x.shape[axis], name)
        let outer = x.shape.prefix(axis).reduce(1, *)
        let inner = x.shape.suffix(from: axis + 1).reduce(1, *)
        let size = x.shape[axis]
        let result = NDArray(uninitialized: x.shape, x.dtype)
        x.copy(into: result, strides: result.strides, offset: 0)
        result.withMutableElements(T.self) { sums in
            updates.withElements(T.self) { updates in
                for block in 0..<outer {
                    for (place, row) in rows.enumerated() {
                        let target = (block * size + row) * inner
                        let source = (block * rows.count + place) * inner
                        for i in 0..<inner { sums[target + i] = .sum(sums[target + i], updates[source + i]) }
                    }
                }
            }
        }
        return result
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        [upstream, nil, upstream.gather(inputs[1], axis: axis)]
    }

    static var samples: [PrimitiveSample] {
        [
            PrimitiveSample(ScatterAdd(axis: 0), .real([4, 3]), .index([5], -4...3), .real([5, 3])),
            PrimitiveSample(
                ScatterAdd(axis: 1), .real([2, 3, 2]), .index([2, 2], 0...2), .real([2, 2, 2, 2])),
            PrimitiveSample(ScatterAdd(axis: 0), .real([3]), .index([], 0...2), .real([])),
            PrimitiveSample(ScatterAdd(axis: 0), .real([3, 2]), .index([0], 0...2), .real([0, 2])),
        ]
    }
}

extension Tensor {
    /// This tensor with `updates` added to the slices at `indices` along `axis`; repeated indices add up.
    ///
    /// The updates have this tensor's shape with the axis replaced by the indices' shape.
    public func scatterAdd(_ updates: Tensor, at indices: Tensor, axis: Int = 0) -> Tensor {
        .apply(ScatterAdd(axis: resolved(axis, "scatterAdd")), self, indices, updates)
    }
}

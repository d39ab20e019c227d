/// The axes in another order.
struct Permute: Primitive {
    static let name = "permute"
    /// For every axis of the result, the axis of the input.
    let axes: [Int]
    var attributes: String { "\(axes)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        if axes.count != inputs[0].rank {
            throw mismatch(
                inputs, "\(axes) is not a permutation of the axes of a tensor of rank \(inputs[0].rank)")
        }
        try requireAxes(axes, of: inputs[0], inputs)
        return TensorType(Shape(axes.map { inputs[0].shape[$0] }), inputs[0].dtype)
    }

    func forward(_ inputs: [NDArray]) -> NDArray {
        let x = inputs[0]
        let strides = x.strides
        return x.view(Shape(axes.map { x.shape[$0] }), strides: axes.map { strides[$0] })
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        var inverse = axes
        for (to, from) in axes.enumerated() { inverse[from] = to }
        return [.apply(Permute(axes: inverse), upstream)]
    }

    static var samples: [PrimitiveSample] {
        [
            PrimitiveSample(Permute(axes: [1, 0]), .real([2, 3])),
            PrimitiveSample(Permute(axes: [2, 0, 1]), .real([2, 3, 4])),
            PrimitiveSample(Permute(axes: []), .real([])),
            PrimitiveSample(Permute(axes: [1, 0]), .real([0, 3])),
        ]
    }
}

extension Tensor {
    /// The axes in the order given; negative ones count from the end.
    public func permuted(_ axes: [Int]) -> Tensor {
        .apply(Permute(axes: axes.map { $0 < 0 ? $0 + rank : $0 }), self)
    }

    /// The last two axes exchanged: the transposed matrix, or a batch of them.
    public func transposed() -> Tensor {
        require(rank >= 2, "transposed(\(type)): needs at least two axes")
        return permuted(Array(0..<rank - 2) + [rank - 1, rank - 2])
    }
}

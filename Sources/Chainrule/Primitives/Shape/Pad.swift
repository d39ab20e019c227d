/// The input with a constant before, after and between its elements along each axis.
struct Pad: Primitive {
    struct Width: Sendable, Hashable {
        var before: Int
        var after: Int
        /// Elements put between neighbours, as the gradient of a strided slice needs.
        var between: Int

        func padded(_ size: Int) -> Int { before + after + size + Swift.max(0, size - 1) * between }
    }

    static let name = "pad"
    let widths: [Width]
    let value: Double
    var attributes: String {
        widths.map { "\($0.before)+\($0.after)" + ($0.between == 0 ? "" : "÷\($0.between)") }
            .joined(separator: ", ") + (value == 0 ? "" : " with \(value)")
    }

    /// Bit by bit: to pad with −0 is not to pad with 0.
    static func == (left: Pad, right: Pad) -> Bool {
        left.widths == right.widths && left.value.bitPattern == right.value.bitPattern
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(widths)
        hasher.combine(value.bitPattern)
    }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        if widths.count != inputs[0].rank {
            throw mismatch(inputs, "\(widths.count) widths for a tensor of rank \(inputs[0].rank)")
        }
        for width in widths where width.before < 0 || width.after < 0 || width.between < 0 {
            throw mismatch(inputs, "widths must not be negative, got \(width.before) and \(width.after)")
        }
        if !inputs[0].dtype.represents(value) {
            throw mismatch(
                inputs,
                "\(value) cannot be represented as \(inputs[0].dtype); convert the tensor with cast(to:)")
        }
        return TensorType(Shape(Swift.zip(widths, inputs[0].shape).map { $0.padded($1) }), inputs[0].dtype)
    }

    func forward(_ inputs: [NDArray]) -> NDArray {
        let x = inputs[0]
        let shape = Shape(Swift.zip(widths, x.shape).map { $0.padded($1) })
        let result = NDArray(repeating: value, shape, x.dtype)
        let strides = shape.rowMajorStrides
        x.copy(
            into: result, strides: Swift.zip(widths, strides).map { ($0.between + 1) * $1 },
            offset: Swift.zip(widths, strides).reduce(0) { $0 + $1.0.before * $1.1 })
        return result
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let axes = Swift.zip(widths, inputs[0].shape).map { width, size in
            Slice.Axis(start: width.before, step: width.between + 1, count: size)
        }
        return [.apply(Slice(axes: axes), upstream)]
    }

    static var samples: [PrimitiveSample] {
        func pad(_ widths: (Int, Int, Int)..., value: Double = 0) -> Pad {
            Pad(widths: widths.map { Width(before: $0.0, after: $0.1, between: $0.2) }, value: value)
        }
        return [
            PrimitiveSample(pad((1, 2, 0)), .real([3])),
            PrimitiveSample(pad((0, 1, 2), (2, 0, 1), value: -1.5), .real([2, 3])),
            PrimitiveSample(pad((1, 1, 1)), .real([0])), PrimitiveSample(pad(), .real([])),
            PrimitiveSample(pad((0, 0, 0)), .real([4])),
        ]
    }
}

extension Tensor {
    /// This tensor with `value` before and after its elements; one pair of widths per axis.
    public func padded(_ widths: [(before: Int, after: Int)], with value: Double = 0) -> Tensor {
        let widths = widths.map { Pad.Width(before: $0.before, after: $0.after, between: 0) }
        return .apply(Pad(widths: widths, value: value), self)
    }
}

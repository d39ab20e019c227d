/// The matrix product of the last two axes, for every matrix of the batch.
struct MatMul: RealPrimitive {
    static let name = "matmul"

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let (x, y) = (inputs[0], inputs[1])
        try requireFloatingPoint(inputs)
        try requireSameDType(inputs)
        if x.rank < 2 || x.rank != y.rank || x.shape.dropLast(2) != y.shape.dropLast(2) {
            throw misfit(inputs, "shapes \(x.shape) and \(y.shape) are not batches of matrices of one size")
        }
        if x.shape[x.rank - 1] != y.shape[y.rank - 2] {
            throw misfit(
                inputs,
                "shapes \(x.shape) and \(y.shape): \(x.shape[x.rank - 1]) columns do not meet "
                    + "\(y.shape[y.rank - 2]) rows")
        }
        return TensorType(Shape(x.shape.dropLast() + [y.shape[y.rank - 1]]), x.dtype)
    }

    func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        matrixProduct(inputs[0], inputs[1], T.self)
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        [
            .apply(MatMul(), upstream, inputs[1].transposed()),
            .apply(MatMul(), inputs[0].transposed(), upstream),
        ]
    }

    static var samples: [Sample] {
        [
            Sample(MatMul(), .real([2, 3]), .real([3, 4])), Sample(MatMul(), .real([1, 1]), .real([1, 1])),
            Sample(MatMul(), .real([2, 3, 4]), .real([2, 4, 2])),
            Sample(MatMul(), .real([9, 17]), .real([17, 11])),
            Sample(MatMul(), .real([2, 0]), .real([0, 3])), Sample(MatMul(), .real([0, 2]), .real([2, 3])),
        ]
    }
}

/// The matrix product over the last two axes; leading axes are batches and broadcast.
///
/// A vector on the left counts as a row and on the right as a column, and its axis is gone from the result,
/// as in NumPy: `[n, k]` times `[k]` is `[n]`.
public func matmul(_ x: Tensor, _ y: Tensor) -> Tensor {
    if x.rank == 1 {
        return matmul(x.expandingDimension(at: 0), y).squeezingDimension(at: y.rank == 1 ? 0 : -2)
    }
    if y.rank == 1 { return matmul(x, y.expandingDimension(at: 1)).squeezingDimension(at: -1) }
    if x.rank == y.rank && x.shape.dropLast(2) == y.shape.dropLast(2) { return .apply(MatMul(), x, y) }
    return trapping { () throws(OperationError) in
        if x.rank == 0 || y.rank == 0 {
            throw MatMul().misfit([x, y], "a scalar is no matrix; use * to scale")
        }
        let batches = [x, y].map { Tensor.zeros(Shape(Array($0.shape.dropLast(2))), dtype: $0.dtype) }
        let batch = Array(try Tensor.broadcastShape(of: batches, for: MatMul()))
        let (left, right) = (
            x.broadcast(to: Shape(batch + x.shape.suffix(2))),
            y.broadcast(to: Shape(batch + y.shape.suffix(2)))
        )
        return try Tensor(applying: MatMul(), to: [left, right])
    }
}

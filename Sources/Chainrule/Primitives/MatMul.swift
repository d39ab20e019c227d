/// The matrix product of the last two axes, for every matrix of the batch.
struct MatMul: RealPrimitive {
    static let name = "matmul"

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let (x, y) = (inputs[0], inputs[1])
        try requireFloatingPoint(inputs)
        try requireSameDType(inputs)
        if x.rank < 2 || x.rank != y.rank || x.shape.dropLast(2) != y.shape.dropLast(2) {
            throw mismatch(
                inputs,
                "shapes \(x.shape) and \(y.shape): expected two matrices, or batches of matrices of the same batch shape"
            )
        }
        let (columns, rows) = (x.shape[x.rank - 1], y.shape[y.rank - 2])
        if columns != rows { throw mismatch(columns, rows, inputs) }
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

    static var samples: [PrimitiveSample] {
        [
            PrimitiveSample(MatMul(), .real([2, 3]), .real([3, 4])),
            PrimitiveSample(MatMul(), .real([1, 1]), .real([1, 1])),
            PrimitiveSample(MatMul(), .real([2, 3, 4]), .real([2, 4, 2])),
            PrimitiveSample(MatMul(), .real([9, 17]), .real([17, 11])),
            PrimitiveSample(MatMul(), .real([2, 0]), .real([0, 3])),
            PrimitiveSample(MatMul(), .real([0, 2]), .real([2, 3])),
        ]
    }
}

/// The matrix product over the last two axes; leading axes are batches and broadcast.
///
/// A vector on the left counts as a row and on the right as a column, and its axis is gone from the result,
/// as in NumPy: `[n, k]` times `[k]` is `[n]`.
public func matmul(_ x: Tensor, _ y: Tensor) -> Tensor {
    if x.rank == y.rank && x.rank > 1 && x.shape.dropLast(2) == y.shape.dropLast(2) {
        return .apply(MatMul(), x, y)
    }
    let batch = trapping { () throws(OperationError) in try MatMul().broadcastBatch(x, y) }
    func matrices(_ operand: Tensor) -> Tensor {
        operand.broadcast(to: Shape(batch + operand.shape.suffix(2)))
    }
    let product = Tensor.apply(MatMul(), matrices(x.asRow), matrices(y.asColumn))
    let vectors = (x.rank == 1 ? [product.rank - 2] : []) + (y.rank == 1 ? [product.rank - 1] : [])
    return product.reshaped(to: product.shape.reduced(over: vectors, keepDims: false))
}

extension MatMul {
    /// The leading axes of the product; a mismatch is reported for the operands as they were before broadcasting.
    fileprivate func broadcastBatch(_ x: Tensor, _ y: Tensor) throws(OperationError) -> [Int] {
        if x.rank == 0 || y.rank == 0 {
            throw mismatch([x, y], "operands must have at least one axis; use * to multiply by a scalar")
        }
        let (columns, rows) = (x.shape[x.rank - 1], y.shape[Swift.max(0, y.rank - 2)])
        if columns != rows { throw mismatch(columns, rows, [x, y]) }
        let batches = [x, y].map { Shape($0.shape.dropLast(2)) }
        return try Tensor.broadcastShape(of: batches, for: self, [x, y]).sizes
    }

    fileprivate func mismatch(_ columns: Int, _ rows: Int, _ inputs: [Tensor]) -> OperationError {
        mismatch(
            inputs,
            "shapes \(inputs[0].shape) and \(inputs[1].shape): inner dimensions \(columns) and \(rows) differ"
        )
    }
}

extension Tensor {
    fileprivate var asRow: Tensor { rank == 1 ? expandingDimension(at: 0) : self }
    fileprivate var asColumn: Tensor { rank == 1 ? expandingDimension(at: 1) : self }
}

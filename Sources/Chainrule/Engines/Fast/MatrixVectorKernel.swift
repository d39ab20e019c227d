import CVectorKernels

/// The product of one row with a matrix whose columns lie one behind the other, as the transposed weight of a layer does: that
/// of an answer for one example, of the next character of a text.
final class MatrixVectorKernel: Kernel {
    private let columns, depth, step: Int64
    private let hasBias: Bool

    /// Nil if there are several rows, or the operands do not lie like that.
    init?(_ row: ArrayView, _ matrix: ArrayView, hasBias: Bool, detail: String, operationCount: Int) {
        let rank = matrix.shape.rank
        let (depth, columns) = (matrix.shape[rank - 2], matrix.shape[rank - 1])
        guard row.shape.elementCount == depth, matrix.shape.elementCount == depth * columns,
            row.strides[rank - 1] == 1, matrix.strides[rank - 2] == 1
        else { return nil }
        (self.columns, self.depth) = (Int64(columns), Int64(depth))
        step = Int64(matrix.strides[rank - 1])
        self.hasBias = hasBias
        super.init(name: "matmul", detail: detail, operationCount: operationCount)
    }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        cvk_matrix_vector_product(
            columns, depth, step, pointers.floats(1), pointers.floats(0), hasBias ? pointers.floats(2) : nil,
            pointers.floats(hasBias ? 3 : 2))
    }
}

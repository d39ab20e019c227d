import CVectorKernels

/// A product of a matrix of few rows with one whose columns lie one behind the other, as the transposed weight of a layer
/// does: that of an answer for one example, of the next character of a text.
final class FewRowsKernel: Kernel {
    /// With more rows it pays to bring the right matrix into another order first, as oneDNN does.
    private static let mostRows = 16

    private let product: cvk_few_rows
    private let hasBias: Bool

    /// Nil if the matrices do not lie like that, or have many rows.
    init?(_ left: ArrayView, _ right: ArrayView, hasBias: Bool, detail: String, operationCount: Int) {
        let rank = left.shape.rank
        let (rows, depth) = (left.shape[rank - 2], left.shape[rank - 1])
        guard left.shape.elementCount == rows * depth,
            right.shape.elementCount == depth * right.shape[rank - 1],
            rows <= Self.mostRows, left.strides[rank - 1] == 1, right.strides[rank - 2] == 1
        else { return nil }
        let columns = right.shape[rank - 1]
        product = cvk_few_rows(
            rows: Int64(rows), columns: Int64(columns), depth: Int64(depth),
            left_step: Int64(left.strides[rank - 2]), right_step: Int64(right.strides[rank - 1]),
            result_step: Int64(columns))
        self.hasBias = hasBias
        super.init(name: "matmul", detail: detail, operationCount: operationCount)
    }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        withUnsafePointer(to: product) { product in
            cvk_few_rows_product(
                product, pointers.floats(0), pointers.floats(1), hasBias ? pointers.floats(2) : nil,
                pointers.floats(hasBias ? 3 : 2))
        }
    }
}

import CLAPACK
import Chainrule

/// The eigenvalues of a symmetric matrix, the largest first, with an eigenvector of length 1 in each row.
struct SymmetricEigenvectors {
    let values: [Double]
    /// `[size, size]`, float64.
    let vectors: Tensor

    /// - Parameter matrix: float64 `[size, size]`, finite; only its lower triangle is read.
    /// - Throws: ``LAPACKError`` if LAPACK is missing or fails.
    init(of matrix: Tensor) throws(LAPACKError) {
        guard cla_is_available() else { throw .unavailable(reason: String(cString: cla_problem())) }
        let size = matrix.shape[0]
        var ascending = [Double](repeating: 0, count: size)
        var elements: [Double] = matrix.scalars()
        let info = cla_symmetric_eigenvectors(Int32(size), &elements, &ascending)
        guard info == 0 else { throw .failed(routine: "dsyevd", info: Int(info)) }
        values = ascending.reversed()
        vectors = Tensor(Tensor(elements, shape: matrix.shape).reversed(axes: [0]).value.dense())
    }
}

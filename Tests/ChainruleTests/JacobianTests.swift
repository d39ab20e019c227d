import Chainrule
import TestSupport
import Testing

/// Derivatives of vector-valued functions against matrices worked by hand.
@Suite struct JacobianTests {
    let x = Tensor([0.5, -1.5, 2], dtype: .float64)

    /// f(x) = (x₀x₁, sin x₂), with the Jacobian [[x₁, x₀, 0], [0, 0, cos x₂]].
    func function(_ x: Tensor) -> Tensor { stack([x[0] * x[1], sin(x[2])]) }

    var matrix: Tensor {
        let zero = Tensor(0, dtype: .float64)
        return stack([stack([x[1], x[0], zero]), stack([zero, zero, cos(x[2])])])
    }

    @Test("the Jacobian has the output's shape before the input's")
    func jacobians() {
        expectClose(jacobian(of: function, at: x), matrix)
        let flat = jacobian(of: { ($0 * $0).sum() }, at: x)
        expectClose(flat, x * 2)
        #expect(jacobian(of: { $0.reshaped(to: [3, 1]) }, at: x).shape == [3, 1, 3])
    }

    @Test("vᵀJ and J·u are the matrix's products")
    func products() {
        let v = Tensor([2, -3], dtype: .float64)
        let u = Tensor([1, 0.5, -1], dtype: .float64)
        expectClose(vectorJacobianProduct(of: function, at: x, upstream: v), matmul(v, matrix))
        expectClose(jacobianVectorProduct(of: function, at: x, direction: u), matmul(matrix, u))
    }

    @Test("H·u of x₀²x₁ + x₂³")
    func hessian() {
        let u = Tensor([1, 2, 3], dtype: .float64)
        let product = hessianVectorProduct(
            of: { $0[0] * $0[0] * $0[1] + pow($0[2], 3) }, at: x, direction: u)
        // H = [[2x₁, 2x₀, 0], [2x₀, 0, 0], [0, 0, 6x₂]]
        expectClose(product, Tensor([-1, 1, 36], dtype: .float64))
    }

    @Test("a function that ignores its argument has a Jacobian of zeros")
    func constantFunction() {
        let constant = Tensor([1, 2], dtype: .float64)
        expectClose(
            jacobian(of: { _ in constant }, at: x), Tensor.zeros([2, 3], dtype: .float64), tolerance: .exact)
        expectClose(
            jacobianVectorProduct(of: { _ in constant }, at: x, direction: x),
            Tensor.zeros([2], dtype: .float64), tolerance: .exact)
    }
}

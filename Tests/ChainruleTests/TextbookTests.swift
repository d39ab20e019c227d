import Chainrule
import TestSupport
import Testing

/// The examples that courses work by hand, as a reader would work them.
@Suite struct TextbookTests {
    @Test("f(x, y) = xy at (4, −3): each gradient is the other factor")
    func product() {
        let (x, y) = (Tensor(4), Tensor(-3))
        let f = x * y
        let (dx, dy) = gradients(of: f, withRespectTo: x, y)
        #expect(f.item() == -12)
        #expect(dx.item() == -3)
        #expect(dy.item() == 4)
    }

    @Test("f = (x + y)·z at (−2, 5, −4), with the gradient on the inner wire")
    func sumTimesFactor() {
        let (x, y, z) = (Tensor(-2), Tensor(5), Tensor(-4))
        let q = x + y
        let f = q * z
        #expect(q.item() == 3)
        #expect(f.item() == -12)
        #expect(gradients(of: f, withRespectTo: [x, y, z, q]).map { $0.item() } == [-4, -4, 3, -4])
    }

    @Test("a neuron with a sigmoid: σ(w₀x₀ + w₁x₁ + w₂)")
    func sigmoidNeuron() {
        let w = Tensor([2, -3, -3], dtype: .float64)
        let x = Tensor([-1, -2], dtype: .float64)
        let f = sigmoid(w[0] * x[0] + w[1] * x[1] + w[2])
        let (dw, dx) = gradients(of: f, withRespectTo: w, x)
        expectClose(f, Tensor(0.73, dtype: .float64), tolerance: .mixed(0.005))
        expectClose(dx, Tensor([0.39, -0.59], dtype: .float64), tolerance: .mixed(0.005))
        expectClose(dw, Tensor([-0.20, -0.39, 0.20], dtype: .float64), tolerance: .mixed(0.005))
    }

    @Test("the same sigmoid gate by gate: ×(−1), exp, +1, 1/x")
    func sigmoidByGates() {
        let sum = Tensor(1, dtype: .float64)
        let negative = sum * -1
        let exponential = exp(negative)
        let shifted = exponential + 1
        let f = reciprocal(shifted)
        let wires = [sum, negative, exponential, shifted, f]
        let forward = wires.map { $0.item() }
        let backward = gradients(of: f, withRespectTo: wires).map { $0.item() }
        for (actual, expected) in zip(forward, [1.00, -1.00, 0.37, 1.37, 0.73]) {
            #expect(abs(actual - expected) < 0.005)
        }
        for (actual, expected) in zip(backward, [0.20, -0.20, -0.53, -0.53, 1.00]) {
            #expect(abs(actual - expected) < 0.005)
        }
    }

    @Test("f = (x + σ(y)) / (σ(x) + (x + y)²) at (3, −4)")
    func stagedComputation() {
        let (x, y) = (Tensor(3, dtype: .float64), Tensor(-4, dtype: .float64))
        let f = (x + sigmoid(y)) / (sigmoid(x) + (x + y) * (x + y))
        let (dx, dy) = gradients(of: f, withRespectTo: x, y)
        #expect(abs(f.item() - 1.545645) < 1e-6)
        #expect(abs(dx.item() - 2.059570) < 1e-6)
        #expect(abs(dy.item() - 1.592233) < 1e-6)
    }

    @Test("an add gate distributes its gradient")
    func addDistributes() {
        let (x, y) = (Tensor(3), Tensor(-4))
        let (dx, dy) = gradients(of: (x + y) * 2, withRespectTo: x, y)
        #expect([dx.item(), dy.item()] == [2, 2])
    }

    @Test("a max gate routes its gradient to the larger input")
    func maxRoutes() {
        let (z, w) = (Tensor(2), Tensor(-1))
        let (dz, dw) = gradients(of: maximum(z, w) * 2, withRespectTo: z, w)
        #expect([dz.item(), dw.item()] == [2, 0])
    }

    @Test("a multiply gate switches its inputs")
    func multiplySwitches() {
        let (x, y) = (Tensor(3), Tensor(-4))
        let (dx, dy) = gradients(of: (x * y) * 2, withRespectTo: x, y)
        #expect([dx.item(), dy.item()] == [-8, 6])
    }

    @Test("gradients add where a value branches")
    func branchesAdd() {
        let x = Tensor(3)
        #expect(gradients(of: x * 2 + x * 5, withRespectTo: x).item() == 7)
    }

    @Test("f = ‖W·x‖²")
    func squaredNorm() {
        let w = Tensor([[0.1, 0.5], [-0.3, 0.8]], dtype: .float64)
        let x = Tensor([0.2, 0.4], dtype: .float64)
        let q = matmul(w, x)
        let f = (q * q).sum()
        let (dq, dw, dx) = gradients(of: f, withRespectTo: q, w, x)
        expectClose(q, Tensor([0.22, 0.26], dtype: .float64))
        expectClose(f, Tensor(0.116, dtype: .float64))
        expectClose(dq, Tensor([0.44, 0.52], dtype: .float64))
        expectClose(dw, Tensor([[0.088, 0.176], [0.104, 0.208]], dtype: .float64))
        expectClose(dx, Tensor([-0.112, 0.636], dtype: .float64))
    }

    @Test("D = W·X: dW = dD·Xᵀ and dX = Wᵀ·dD")
    func matrixProduct() {
        withRandomSeed(1) {
            let w = Tensor.normal([5, 10], dtype: .float64)
            let x = Tensor.normal([10, 3], dtype: .float64)
            let upstream = Tensor.normal([5, 3], dtype: .float64)
            let (dw, dx) = gradients(of: matmul(w, x), withRespectTo: w, x, upstream: upstream)
            for row in 0..<5 {
                for column in 0..<10 {
                    let expected = (upstream[row] * x[column]).sum()
                    expectClose(dw[row, column], expected)
                }
            }
            expectClose(dx, matmul(w.transposed(), upstream))
        }
    }
}

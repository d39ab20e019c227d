import Chainrule
import TestSupport
import Testing

@Suite("Local response normalization")
struct ResponseNormalizationTests {
    @Test("agrees with PyTorch, and so does its gradient, for even sizes too")
    func golden() throws {
        let golden = try Golden("response_norm")
        for name in try golden.cases(of: "local_response_norm") {
            let x = try golden["\(name).x"]
            let output = localResponseNorm(
                x, size: try golden.integers("\(name).size")[0], alpha: try golden["\(name).alpha"].item(),
                beta: try golden["\(name).beta"].item(), k: try golden["\(name).k"].item())
            try golden.expectMatch(name, output, ["x": x])
        }
    }

    @Test("has PyTorch's constants by default")
    func defaults() {
        let x = Tensor.uniform([2, 7, 3], in: -2..<2, dtype: .float64, from: Generator(seed: 3))
        let expected = localResponseNorm(x, size: 5, alpha: 1e-4, beta: 0.75, k: 1)
        expectClose(localResponseNorm(x, size: 5), expected, tolerance: .exact)
    }

    @Test("leaves places and images apart")
    func places() {
        let x = Tensor([3.0, 0, 4, 0, 0, 1, 0, 0], shape: [2, 2, 2])
        // Every element is divided by 1 + the squares of both channels at its place.
        let output = localResponseNorm(x, size: 3, alpha: 3, beta: 1, k: 1)
        let expected = Tensor([3.0 / 26, 0, 4.0 / 26, 0, 0, 0.5, 0, 0], shape: [2, 2, 2])
        expectClose(output, expected, tolerance: 1e-6)
    }

    @Test("has second and third derivatives that agree with differences")
    func furtherDerivatives() {
        let x = Tensor.uniform([2, 5, 2, 3], in: -2..<2, dtype: .float64, from: Generator(seed: 1))
        func cubes(_ x: Tensor) -> Tensor {
            let output = localResponseNorm(x, size: 4, alpha: 0.9, beta: 0.75, k: 1.5)
            return (output * output * output).sum()
        }
        func squaredGradient(_ x: Tensor) -> Tensor {
            let gradient = gradients(of: cubes(x), withRespectTo: x)
            return (gradient * gradient).sum()
        }
        expectSecondDerivativesMatchDifferences(of: cubes, at: x)
        expectSecondDerivativesMatchDifferences(of: squaredGradient, at: x)
    }

    @Test("in float32 stays close to float64")
    func float32() {
        let x = Tensor.uniform([2, 9, 4, 5], in: -3..<3, from: Generator(seed: 4))
        func results(_ x: Tensor) -> [Tensor] {
            let output = localResponseNorm(x, size: 5, alpha: 0.5, k: 2)
            return [output, gradients(of: (output * output).sum(), withRespectTo: x)]
        }
        for (narrow, wide) in zip(results(x), results(x.cast(to: .float64))) {
            #expect(narrow.dtype == .float32)
            expectClose(narrow.cast(to: .float64), wide, tolerance: 1e-5)
        }
    }

    @Test("says what does not fit")
    func mismatches() {
        func problem(_ x: Tensor, size: Int = 3) -> String? {
            let rule = ResponseNormalization(size: size, alpha: 1, beta: 1, k: 1)
            let error = #expect(throws: OperationError.self) {
                try Tensor(applying: LocalResponseNorm(rule: rule), to: [x])
            }
            return error?.description
        }
        #expect(
            problem(Tensor.zeros([3]))
                == "local-response-norm(float32[3]): needs an input [N, C, spatial...], got [3]")
        #expect(
            problem(Tensor.zeros([1, 2, 3]), size: 0)
                == "local-response-norm(float32[1, 2, 3]): size must be at least 1, got 0")
        #expect(
            problem(Tensor([[1, 2]], dtype: .int32))?.contains("needs float32 or float64, got int32") == true)
    }
}

import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("LayerNorm")
struct LayerNormTests {
    @Test("normalizes every example by itself")
    func examples() {
        let layer = LayerNorm([3, 4], dtype: .float64)
        let batch = Tensor.uniform([5, 2, 3, 4], in: -3..<7, dtype: .float64, from: Generator(seed: 1))
        let output = layer(batch)
        expectClose(output.mean(axes: [-2, -1]), .zeros([5, 2], dtype: .float64))
        expectClose(output.variance(axes: [-2, -1]), .ones([5, 2], dtype: .float64), tolerance: 1e-4)
        expectClose(layer(batch[2, 1]), output[2, 1])
        expectClose(evaluating { layer(batch) }, output, tolerance: .exact)
        #expect(layer(Tensor.zeros([0, 3, 4], dtype: .float64)).shape == [0, 3, 4])
        // The distances of equal numbers are zero, and so is what becomes of them.
        expectClose(LayerNorm(4)(.full([2, 4], 3)), .zeros([2, 4]), tolerance: .exact)
    }

    @Test("has a weight of ones and a bias of zeros, if any")
    func parameters() {
        let layer = LayerNorm([2, 3])
        #expect(layer.parameters().map(\.name) == ["weight", "bias"])
        expectClose(layer.weight!.value, .ones([2, 3]), tolerance: .exact)
        expectClose(layer.bias!.value, .zeros([2, 3]), tolerance: .exact)
        #expect(LayerNorm(3, bias: false).parameters().map(\.name) == ["weight"])
        #expect(LayerNorm(3, affine: false).parameters().isEmpty)
    }

    @Test("names itself, its place and what does not fit")
    func mismatch() async throws {
        let wrong = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let network = Sequential { LayerNorm([3, 4]) }
            _ = network.parameters()
            _ = network(Tensor.zeros([2, 4, 3]))
        }
        #expect(
            try #require(wrong).says(
                "LayerNorm(3×4) '0': expected the last axes of the input to be [3, 4], got float32[2, 4, 3]"))
        let wide = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = LayerNorm(4)(Tensor.zeros([2, 4], dtype: .float64))
        }
        #expect(
            try #require(wide).says(
                "LayerNorm(4): expected float32, got float64[2, 4]; convert with cast(to:)")
        )
        let empty = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = LayerNorm([])
        }
        #expect(try #require(empty).says("LayerNorm(): needs an axis, and sizes that are positive"))
    }

    @Test(
        "passes over its input three times forward and five times backward",
        .enabled(if: Engine.current == .oneDNN))
    func loops() {
        let x = Tensor.uniform([64, 256], in: -3..<7, from: Generator(seed: 1))
        let (layer, wide) = (LayerNorm(256), LayerNorm(256, dtype: .float64))
        func backward(_ layer: LayerNorm) -> ([Tensor]) -> [Tensor] {
            { list in
                let variables = [list[0], layer.weight!.value, layer.bias!.value]
                return gradients(of: layer(list[0]), withRespectTo: variables, upstream: list[1])
            }
        }
        let (forward, both) = (compile { (x: Tensor) in layer(x) }, compile(backward(layer)))
        expectClose(forward(x), wide(x.cast(to: .float64)).cast(to: .float32), tolerance: 1e-5)
        let upstream = Tensor.uniform([64, 256], in: -1..<1, from: Generator(seed: 2))
        let expected = backward(wide)([x, upstream].map { $0.cast(to: .float64) })
        for (found, wanted) in zip(both([x, upstream]), expected) {
            expectClose(found, wanted.cast(to: .float32), tolerance: 1e-5)
        }

        func passes(_ explanation: PlanExplanation) -> Int {
            explanation.lines.filter { $0.byteCount >= 64 * 256 * 4 }.count
        }
        // Mean, variance, result; mean, variance, two sums of every row, dx, dweight and dbias.
        #expect(passes(forward.explanation(x)) <= 3)
        #expect(passes(both.explanation([x, upstream])) <= 7)
        #expect(
            (forward.explanation(x).lines + both.explanation([x, upstream]).lines).allSatisfy {
                $0.name != "reference" && $0.detail != "reference"
            })
    }
}

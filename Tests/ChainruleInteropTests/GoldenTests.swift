import Chainrule
import TestSupport
import Testing

@Suite("Golden files")
struct GoldenTests {
    @Test(
        "every golden file can be read",
        arguments: [
            "convolution", "elementwise", "layers", "losses", "mlp_state", "optimizers", "pooling",
            "reductions", "two_layer_200_steps",
        ])
    func reads(name: String) throws {
        #expect(try !Golden(name).names.isEmpty)
    }

    @Test("shapes, element types and numbers are those of the file")
    func contents() throws {
        let golden = try Golden("losses")
        #expect(try golden["cross_entropy.logits"].type == TensorType([6, 5], .float64))
        #expect(try golden["cross_entropy.labels"].type == TensorType([6], .int32))
        #expect(try golden["cross_entropy.logits"][3].scalars(as: Double.self) == [1000, -1000, 0, 500, 999])
        #expect(try golden.cases(of: "softmax") == ["softmax.0", "softmax.1", "softmax.2"])
        #expect(try golden.integers("softmax.1.axis") == [0])
    }

    @Test("a name that is missing is reported with the file's path and its names")
    func missingName() throws {
        let golden = try Golden("mlp_state")
        let error = #expect(throws: Golden.MissingTensor.self) { try golden["8.weight"] }
        let text = try #require(error).description
        #expect(
            text.hasPrefix("no tensor '8.weight' in Tests/Golden/mlp_state.safetensors, which has 0.bias"))
    }

    @Test("a mismatch shows the worst element and how many there are")
    func mismatches() {
        #expect(
            mismatch(Tensor([[1, 2], [3, 5]]), Tensor([[1, 2.5], [3, 4]]), 1e-12)
                == "2 of 4 elements mismatch, worst at [1, 1]: 5.0, expected 4.0 (tolerance 1e-12)")
        #expect(
            mismatch(Tensor([1]), Tensor([1], dtype: .float64), 1e-12)
                == "the type is float32[1], expected float64[1]")
        #expect(mismatch(Tensor(.nan), Tensor(1), 1e-12) != nil)
        #expect(mismatch(Tensor(1), Tensor(.infinity), 1e-12) != nil)
        #expect(mismatch(Tensor(.nan), Tensor(.nan), .exact) == nil)
        #expect(mismatch(Tensor(.infinity), Tensor(.infinity), .exact) == nil)
    }

    @Test("tiny numbers agree unless the tolerance is relative")
    func tolerances() {
        #expect(mismatch(Tensor(1e-20), Tensor(2e-20), 1e-12) == nil)
        #expect(mismatch(Tensor(1e-20), Tensor(2e-20), .relative(1e-3)) != nil)
        #expect(mismatch(Tensor(1e-20), Tensor(1.0005e-20), .relative(1e-3)) == nil)
    }
}

import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Every layer, compiled for the fast engine")
struct CompiledLayerTests {
    @Test(
        "is left to the reference nowhere, forward or backward", .enabled(if: Engine.current == .oneDNN),
        arguments: CompiledLayer.all, [Mode.training, .evaluation])
    func instructions(example: CompiledLayer, mode: Mode) {
        let layer = example.layer()
        let step = compile { (inputs: [Tensor]) in
            let output = example.apply(layer, inputs)
            let sources =
                inputs.filter { $0.dtype == .float32 } + layer.parameters().map(\.parameter.value)
            return [output] + gradients(of: (output * output).sum(), withRespectTo: sources)
        }
        let explanation =
            switch mode {
            case .training: training { step.explanation(example.inputs) }
            case .evaluation: evaluating { step.explanation(example.inputs) }
            }
        let left = explanation.lines.filter { line in
            (line.name == "reference" || line.detail == "reference")
                && !Self.integerResults.contains { line.results.hasPrefix($0) }
        }
        #expect(left.isEmpty, "\(explanation)")
    }

    /// Integers are compared and looked up by the reference: a float register cannot tell large ones apart. These
    /// instructions are of indices, one for each vector.
    private static let integerResults = ["int32", "bool"]

    @Test("is in the list")
    func completeness() throws {
        let declared = try Declarations(below: "Sources/ChainruleNN").conforming(to: "Layer")
        let listed = CompiledLayer.all.map { "\(type(of: $0.layer()))".prefix { $0 != "<" } }.filter {
            $0 != "Bilinear"
        }
        #expect(declared == Set(listed.map(String.init)))
    }
}

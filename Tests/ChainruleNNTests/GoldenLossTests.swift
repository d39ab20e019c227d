import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Losses beside PyTorch's")
struct GoldenLossTests {
    @Test("of classes: values and gradients, at logits of ±10⁴ too", arguments: GoldenLoss.ofClasses)
    func classes(loss: GoldenLoss) throws {
        try loss.expectGolden(.float64, tolerance: 1e-12)
        try loss.expectGolden(.float32, tolerance: 1e-5)
    }

    @Test("of numbers: values and gradients, at errors of 10⁴ too", arguments: GoldenLoss.ofNumbers)
    func numbers(loss: GoldenLoss) throws {
        try loss.expectGolden(.float64, tolerance: 1e-12)
        try loss.expectGolden(.float32, tolerance: 1e-5)
    }

    @Test("of embeddings: values and gradients", arguments: GoldenLoss.ofEmbeddings)
    func embeddings(loss: GoldenLoss) throws {
        try loss.expectGolden(.float64, tolerance: 1e-12)
        try loss.expectGolden(.float32, tolerance: 1e-5)
    }

    @Test(
        "of sequences (CTC): values and gradients, at logits of ±10⁴ too", arguments: GoldenLoss.ofSequences)
    func sequences(loss: GoldenLoss) throws {
        try loss.expectGolden(.float64, tolerance: 1e-10)
        try loss.expectGolden(.float32, tolerance: 1e-5)
    }

    /// Integers are compared and chosen by the reference: a float register cannot tell large ones apart. These
    /// instructions are of labels, one for each example.
    private static let integerResults = ["int32", "bool"]

    @Test(
        "are computed by the engine, but for the arithmetic of labels",
        .enabled(if: Engine.current == .oneDNN),
        arguments: GoldenLoss.ofClasses + GoldenLoss.ofNumbers + GoldenLoss.ofEmbeddings
            + GoldenLoss.ofSequences)
    func fused(loss: GoldenLoss) throws {
        let explanation = try loss.explanation()
        let left = explanation.lines.filter { line in
            (line.name == "reference" || line.detail == "reference")
                && !Self.integerResults.contains { line.results.hasPrefix($0) }
        }
        #expect(left.isEmpty, "\(explanation)")
    }
}

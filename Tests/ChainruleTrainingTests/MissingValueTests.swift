import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import RecipeTestSupport
import TestSupport
import Testing

@Suite("Inputs that are NaN")
struct MissingValueTests {
    @Test("make the loss of an evaluation NaN, whatever the network", arguments: ["mlp", "lenet"])
    func evaluation(_ recipe: String) throws {
        let run = try sampleRun(recipe, examples: 10, epochs: 1, batchSize: 5)
        let missing = Samples(
            inputs: .full([10, 1, 28, 28], .nan),
            targets: Tensor([Int32](repeating: 3, count: 10), shape: [10]))
        #expect(try run.trainer.evaluate(on: missing).loss?.isNaN == true)
    }
}

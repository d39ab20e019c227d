import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("The options of train that a search adds")
struct SearchOptionTests {
    @Test("momentum and L2 penalty are those asked for, and those of the recipe otherwise")
    func hyperparameters() throws {
        try withTemporaryDirectory { directory in
            func hyperparameters(_ options: String...) throws -> Hyperparameters {
                let run = RunDirectory(directory.appending(path: "run").path)
                defer { try? FileManager.default.removeItem(at: run.url) }
                let words = ["train", "softmax", "--examples", "20", "--epochs", "1", "--out", "run"]
                expectSuccess(try runTool(words + options, in: directory))
                return try run.record().hyperparameters
            }
            let recipe = Recipe.named("softmax")!.defaults
            #expect(try hyperparameters().momentum == recipe.momentum)
            #expect(try hyperparameters().l2 == recipe.l2)
            let chosen = try hyperparameters("--momentum", "0", "--l2", "0.25")
            #expect(chosen.momentum == 0 && chosen.l2 == 0.25)
        }
    }
}

import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

/// A run of a recipe on generated sequences.
private func run(
    _ name: String, _ options: OptionValues, epochs: Int
) throws -> RecipeRun {
    let recipe = try #require(Recipe.named(name))
    var chosen = recipe.defaults
    (chosen.epochs, chosen.batchSize, chosen.learningRate) = (epochs, 20, 0.01)
    let run = try RecipeRun(
        recipe, on: recipe.task.loadedData(options, seed: 0), options: options, with: chosen, seed: 0)
    try run.fit()
    return run
}

private func figures(_ run: RecipeRun) throws -> [String: String] {
    let evaluation = try run.evaluate(on: run.validation)
    let view = run.data.view(of: run.model, for: run.task)
    return Dictionary(
        uniqueKeysWithValues: (run.task.figures(of: evaluation) + view.figures).map { ($0.name, $0.text) })
}

@Suite("Recipes on generated sequences")
struct SequenceTaskTests {
    @Test("the adding problem: better than the answer 1, and the gradient norm by time step is drawn")
    func adding() throws {
        let trained = try run(
            "adding", ["lag": "4", "size": "16", "cell": "gru", "sequences": "800"], epochs: 15)
        let text = try #require(try figures(trained)["MSE"])
        let error = try #require(Double(text.prefix { $0 != " " }))
        #expect(error < 0.1 && text.hasSuffix("(0.1667 for the answer 1)"))
        let view = trained.data.view(of: trained.model, for: trained.task)
        let lines = view.details(50).split(separator: "\n")
        #expect(lines[0].hasPrefix("norm of the gradient") && lines[1...].allSatisfy { $0.count <= 50 })
        #expect(lines.count { $0.contains("●") } >= 2)
        #expect(view.pictures.map(\.fileName) == ["gradient-norms.png"])
    }

    @Test(
        "the copy memory problem: sequences fully right, symbols recalled, and the loss of remembering nothing"
    )
    func copyMemory() throws {
        let trained = try run("copy-memory", ["lag": "4", "size": "8", "sequences": "100"], epochs: 1)
        let found = try figures(trained)
        #expect(found["sequences fully right"] == "0.00 %")
        #expect(found["symbols recalled"]?.hasSuffix(" %") == true)
        #expect(found["loss"]?.hasSuffix("(0.8664 if nothing is remembered)") == true)
    }

    @Test(
        "a Neural Turing Machine: wrong bits at the largest size and beyond, and where the heads look",
        arguments: [("copy", 12), ("repeat-copy", 4), ("recall", 4)])
    func machine(_ problem: String, _ beyond: Int) throws {
        let options: OptionValues = [
            "problem": problem, "longest": "2", "rows": "6", "sequences": "20", "heads": "2",
            "controller": "feed-forward",
        ]
        let trained = try run("ntm", options, epochs: 1)
        let found = try figures(trained)
        let names = ["wrong bits", "wrong bits at size 2", "wrong bits at size \(beyond)"]
        #expect(Set(found.keys) == Set(names))
        let view = trained.data.view(of: trained.model, for: trained.task)
        #expect(
            view.pictures.map(\.fileName) == [
                "answers-2.png", "heads-2.png", "answers-\(beyond).png", "heads-\(beyond).png",
            ])
    }

    @Test("sequences of the seed are kept with a run, which resumes with them; files are refused")
    func options() throws {
        let recipe = try #require(Recipe.named("adding"))
        #expect(recipe.fixingData(["lag": "9"], seed: 7) == ["lag": "9", "data-seed": "7"])
        let trained = try run("adding", ["lag": "5", "size": "4", "sequences": "20"], epochs: 1)
        #expect(
            trained.data.summary.contains("20 training and 2 validation sequences of"))
        let refused = #expect(throws: DataError.self) { try trained.task.inputs(at: "x.csv") }
        #expect(refused?.description.contains("on generated sequences") == true)
        let other = try recipe.task.loadedData(["lag": "6"], seed: 0)
        #expect(throws: DataError.self) { try other.validationSamples(for: trained.task) }
    }

    @Test("clipping is recorded with the hyperparameters, and read back")
    func clipping() throws {
        var chosen = Hyperparameters(epochs: 1, batchSize: 2, learningRate: 0.1, clipping: 2)
        func readBack() throws -> Hyperparameters {
            try JSONDecoder().decode(Hyperparameters.self, from: JSONEncoder().encode(chosen))
        }
        #expect(try readBack() == chosen)
        chosen.clipping = nil
        #expect(try readBack() == chosen)
        chosen.clipping = -1
        #expect(throws: DecodingError.self) { try readBack() }
    }
}

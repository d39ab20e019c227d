import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("The tagging of generated sentences") struct PartOfSpeechTaggingTests {
    @Test("samples have a tag for every word and none for padding; validation sentences are new")
    func samples() throws {
        let data = try PartOfSpeechTagging.load(["sentences": "40"], seed: 1)
        #expect(data.training.count == 40 && data.validation.count == 10)
        #expect(Set(data.training.words).isDisjoint(with: data.validation.words))
        let task = PartOfSpeechTagging(fitting: data.training, source: "here")
        let samples = task.samples(of: data.training, source: "here")
        let batch = try samples.batch(ArraySlice(0..<40))
        let (inputs, targets) = (batch.inputs.scalars(as: Int32.self), batch.targets.scalars(as: Int32.self))
        #expect(batch.inputs.shape == batch.targets.shape && batch.inputs.shape[1].isMultiple(of: 8))
        #expect(zip(inputs, targets).allSatisfy { ($0 == 0) == ($1 == Int32(Batch.ignoredLabel)) })
        #expect(targets.filter { $0 >= 0 } == data.training.tags.flatMap(\.self))
    }

    @Test("a network learns, and its run tags new sentences and is measured by words and by sentences")
    func learns() throws {
        try withTemporaryDirectory { url in
            let recipe = try #require(Recipe.named("tagger"))
            let options: OptionValues = ["sentences": "120"]
            var chosen = recipe.defaults
            (chosen.epochs, chosen.batchSize, chosen.learningRate) = (4, 10, 0.01)
            let run = try RecipeRun(
                recipe, on: recipe.task.loadedData(options, seed: 0), options: options, with: chosen, seed: 0)
            let directory = RunDirectory(url.appending(path: "run").path)
            try run.complete(RunRecord(of: run), in: directory)
            let history = run.trainer.history
            #expect(try #require(history.last).loss < 0.5 * history[0].loss)
            let saved = try SavedRun(directory)
            let evaluated = try saved.evaluate()
            #expect(evaluated.figures.map(\.name) == ["word accuracy", "sentence accuracy"])
            #expect(evaluated.details(100).contains("NOUN"))
            let inputs =
                try saved.task.inputs(at: "The dog runs.") + saved.task.inputs(at: "they see her dog often .")
            let answers = saved.predict(inputs)
            #expect(answers[0].steps?.map(\.input) == ["the", "dog", "runs", "."])
            #expect(answers[1].steps?.count == 6 && answers[0].label == nil)
            #expect(answers[0].steps?[0].label == "DET" && answers[0].steps?[3].label == "PUNCT")
            let again = try JSONDecoder().decode([Prediction].self, from: JSONEncoder().encode(answers))
            #expect(again == answers)
            let ensemble = try EnsembleEvaluation(of: [saved, saved], on: saved.data())
            #expect(ensemble.combined.map(\.combination) == [.averageOutputs])
            #expect(ensemble.combined[0].value == ensemble.members[0])
            #expect(!saved.tellsAttributions)
            #expect(throws: DataError.self) { try saved.attributedPredictions(inputs) }
        }
    }
}

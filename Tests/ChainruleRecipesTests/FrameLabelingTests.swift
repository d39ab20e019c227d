import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("Labels for the frames of drawn videos") struct FrameLabelingTests {
    @Test("samples are standardized frames, and right outputs are right for every frame but the first")
    func samples() throws {
        let data = try FrameLabeling.load(["videos": "10"], seed: 0)
        #expect(data.training.count == 10 && data.validation.count == 2)
        let task = FrameLabeling(fitting: data.training, source: "videos")
        let batch = try task.samples(of: data.training, source: "videos").batch(ArraySlice(0..<10))
        #expect(batch.inputs.shape == [10, 16, 1, 24, 24] && batch.targets.shape == [10, 16])
        let mean: Double = batch.inputs.mean().item()
        #expect(abs(mean) < 1e-4)
        let scores = maximum(batch.targets, 0).oneHot(6) * 20
        #expect(task.outputs.usualLoss(scores, batch.targets).item() < 1e-6)
        var metrics = task.evaluationMetrics
        metrics.add(Predictions(outputs: scores, targets: batch.targets, loss: Tensor(0.0)))
        let evaluation = Evaluation(loss: 0, metrics: metrics)
        #expect(task.figures(of: evaluation).map(\.text) == ["100.00 %"])
        let table = task.details(of: evaluation, examples: data.training, width: 80).split(separator: "\n")
        #expect(table.count == 7 && table.dropFirst().allSatisfy { $0.contains("100.00 %") })
    }

    @Test(
        "a network learns, and its run labels the frames of an array on the disk",
        .enabled(if: Engine.current == .oneDNN, "a reference convolution takes a hundred times as long"))
    func learns() throws {
        try withTemporaryDirectory { url in
            let recipe = try #require(Recipe.named("video"))
            let options: OptionValues = ["videos": "24"]
            var chosen = recipe.defaults
            (chosen.epochs, chosen.batchSize) = (4, 8)
            let run = try RecipeRun(
                recipe, on: recipe.task.loadedData(options, seed: 0), options: options, with: chosen, seed: 0)
            let directory = RunDirectory(url.appending(path: "run").path)
            try run.complete(RunRecord(of: run), in: directory)
            let losses = run.trainer.history.map(\.loss)
            #expect(try #require(losses.last) < losses[0])
            let saved = try SavedRun(directory)
            #expect(try saved.evaluate().figures.map(\.name) == ["frame accuracy"])
            let video = MovingShapes.draw(1, part: .validation).pixels(at: 0)
            let file = url.appending(path: "video.npy")
            try NumPy.write(Tensor(Array(video), shape: [16, 24, 24]), to: file.path)
            let steps = try #require(saved.predict([file.path])[0].steps)
            #expect(steps.count == 15 && steps[0].input == "frame 2")
            #expect(steps.allSatisfy { MovingShapes.classNames.contains($0.label) })
        }
    }
}

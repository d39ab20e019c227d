import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import RecipeTestSupport
import TestSupport
import Testing

@Suite("Image reconstruction and pretraining")
struct ImageReconstructionTests {
    private func run(
        _ options: [String: String] = ["encoder": "16,4", "pretrain": "2"], epochs: Int = 2, seed: UInt64 = 0
    ) throws -> RecipeRun {
        let recipe = try #require(Recipe.named("autoencoder"))
        var chosen = recipe.defaults
        (chosen.epochs, chosen.batchSize) = (epochs, 10)
        let data = Glyphs.letters.trainingData(trainingCount: 40, validationCount: 10)
        return try RecipeRun(
            recipe, on: TaskData(reconstructing: data), options: OptionValues(options, of: recipe.allOptions),
            with: chosen, seed: seed)
    }

    private func weights(_ run: RecipeRun) -> [[Float]] {
        run.model.parameters().map { $0.parameter.value.scalars() }
    }

    @Test("the target is the input, the metric the squared error of an image, and of new images too")
    func errors() throws {
        let run = try run(["encoder": "16,4", "pretrain": "0"])
        let batch = try run.training.batch([0, 3])
        #expect(batch.inputs.shape == [2, 1, 20, 20])
        #expect(batch.inputs.scalars(as: Float.self) == batch.targets.scalars(as: Float.self))

        let reconstruction = sigmoid(run.model(batch.inputs)).scalars(as: Float.self).map(Double.init)
        let pixels = batch.inputs.scalars(as: Float.self).map(Double.init)
        let squares = zip(reconstruction, pixels).map { ($0 - $1) * ($0 - $1) }
        let expected = [squares[..<400].reduce(0, +), squares[400...].reduce(0, +)]
        let few = Samples(inputs: batch.inputs, targets: batch.targets)
        let measured = try #require(run.evaluate(on: few).metrics["squared-error"]?.value)
        #expect(abs(measured - (expected[0] + expected[1]) / 2) < 1e-3)

        let inputs = (0..<2).map { TaskInput(name: "\($0)", tensor: batch.inputs[$0]) }
        let predictions = run.task.predictions(of: inputs, outputs: run.model(batch.inputs))
        for (prediction, error) in zip(predictions, expected) {
            #expect(prediction.values.map(\.name) == ["squared error", "per pixel"])
            #expect(abs(prediction.values[0].value - error) < 1e-3)
            #expect(abs(prediction.values[1].value - error / 400) < 1e-5)
        }
    }

    @Test("pretraining lowers the error of every layer, and follows from the random seed alone")
    func pretraining() throws {
        let images = Glyphs.letters.draw(60)
        func train() throws -> (epochs: [PretrainingEpoch], weights: [Float]) {
            let machines = withRandomSeed(1) { Autoencoder([400, 20, 5]).machines() }
            var epochs: [PretrainingEpoch] = []
            var pretraining = LayerwisePretraining(epochs: 7)
            pretraining.batchSize = 10
            try pretraining.train(machines, on: images, seed: 1) { epochs.append($0) }
            return (epochs, machines.flatMap { $0.weight.value.scalars(as: Float.self) })
        }
        let (epochs, weights) = try train()
        #expect(epochs.map(\.layer) == Array(repeating: 1, count: 7) + Array(repeating: 2, count: 7))
        #expect(epochs[0].sizes == "400-20" && epochs[13].sizes == "20-5")
        #expect(epochs[6].error < 0.8 * epochs[0].error && epochs[13].error < epochs[7].error)
        let again = try train()
        #expect(again.epochs == epochs && again.weights == weights)
    }

    @Test("a recipe's pretraining changes the initial weights, unless it is left out")
    func initialWeights() throws {
        let watch = Witness()
        let pretrained = try run(epochs: 1)
        try pretrained.fit(observers: [watch])
        let plain = try run(["encoder": "16,4", "pretrain": "0"], epochs: 1)
        let initial = weights(plain)
        try plain.fit()
        #expect(weights(plain) != initial && weights(plain) != weights(pretrained))
        #expect(watch.pretraining.map(\.epoch) == [1, 2, 1, 2])
    }

    @Test(
        "a run that is stopped, while it is pretrained or later, comes to the same bits",
        arguments: [1, 3, 5])
    func resuming(_ place: Int) throws {
        try withTemporaryDirectory { directory in
            let whole = try run()
            try whole.fit()
            let stopped = try run()
            let stop = StopRequest()
            let watch = Witness(
                atStep: { if place == 5 && $0.step == 5 { stop(because: "enough") } },
                atPretraining: { if place == 2 * $0.layer + $0.epoch - 2 { stop(because: "enough") } })
            let checkpoints = Checkpoints(directory.path)
            let outcome = try stopped.fit(observers: [checkpoints, watch], stop: stop)
            guard case .stopped("enough") = outcome else {
                Issue.record("it ended otherwise: \(outcome)")
                return
            }
            let resumed = try run()
            let last = try #require(Checkpoint.all(in: directory.path).last)
            try last.restore(into: resumed.trainer)
            try resumed.fit()
            #expect(weights(resumed) == weights(whole))
        }
    }

    @Test("images of another size are refused")
    func otherSize() throws {
        let task = try run().task as! ImageReconstruction
        let error = #expect(throws: DataError.self) {
            try task.samples(of: Glyphs.digits.draw(3), source: "here")
        }
        #expect(
            error?.description
                == "here: found 28 × 28 images, expected 20 × 20 images, as the model was trained on")
    }
}

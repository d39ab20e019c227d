import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import TestSupport
import Testing

@Suite struct TrainerTests {
    @Test("twenty examples are learned by heart")
    func overfitting() throws {
        let trainer = try trained("softmax", examples: 20, epochs: 30, batchSize: 5)
        #expect(trainer.evaluate(on: trainer.data.training).accuracy > 0.95)
    }

    @Test("every recipe reads most glyphs after one epoch", .optimizedBuildsOnly, arguments: Recipe.all)
    func recipes(_ recipe: Recipe) throws {
        let trainer = try trained(recipe.name, examples: 500, epochs: 1, batchSize: 20)
        #expect(trainer.evaluate(on: trainer.data.heldOut).accuracy > 0.5)
    }

    @Test("a seed decides every bit of the model, whatever the number of threads")
    func reproducibility() throws {
        let threads = Threads.count
        defer { Threads.count = threads }
        Threads.count = 1
        let first = try parameters(seed: 7)
        Threads.count = 2
        #expect(try parameters(seed: 7) == first)
        #expect(try parameters(seed: 8) != first)
    }

    @Test("progress is told after every batch, and an uneven last one is counted as what it is")
    func progress() throws {
        let trainer = try trainer("softmax", examples: 25, epochs: 1, batchSize: 10)
        var told: [EpochProgress] = []
        let record = try trainer.runEpoch(0) { told.append($0) }
        #expect(told.map(\.examples) == [10, 20, 25])
        #expect(told.map(\.batch) == [1, 2, 3])
        #expect(told.allSatisfy { $0.batchCount == 3 && $0.epoch == 0 })
        #expect((record.epoch, record.loss, record.accuracy) == (1, told[2].loss, told[2].accuracy))
    }

    @Test("the record of an epoch tells the model's figures on held-out examples")
    func heldOutFigures() throws {
        let trainer = try trainer("softmax", examples: 40, epochs: 1, batchSize: 10)
        let record = try trainer.runEpoch(0)
        #expect(record.heldOutAccuracy == trainer.evaluate(on: trainer.data.heldOut).accuracy)
        #expect(record.heldOutLoss > 0 && record.seconds > 0)
    }

    @Test("a loss beyond all measure ends the training with advice")
    func divergence() throws {
        let trainer = try trainer("two-layer", examples: 30, epochs: 1, batchSize: 10, learningRate: 1e300)
        let error = #expect(throws: TrainingError.self) { try trainer.runEpoch(0) }
        #expect(error?.description == "the loss became nan in epoch 1; try a learning rate below 1e+300")
    }

    @Test("divergence in the very last step is noticed")
    func lateDivergence() throws {
        let trainer = try trainer("softmax", examples: 30, epochs: 1, batchSize: 30, learningRate: 1e300)
        #expect(throws: TrainingError.self) { try trainer.runEpoch(0) }
    }

    @Test("measuring does not depend on the size of batches")
    func batchSizeOfEvaluation() throws {
        let trainer = try trained("softmax", examples: 200, epochs: 1, batchSize: 20)
        let whole = evaluation(trainer, batchSize: 500)
        #expect(whole.confusion.total == 200)
        for batchSize in [1, 7, 200] {
            let inParts = evaluation(trainer, batchSize: batchSize)
            #expect(inParts.confusion == whole.confusion)
            #expect(abs(inParts.loss - whole.loss) < 1e-5)
        }
    }

    private func evaluation(_ trainer: Trainer, batchSize: Int) -> Evaluation {
        evaluate(
            trainer.model, on: trainer.data.training, trainer.standardization, batchSize: batchSize,
            loss: { softmaxCrossEntropy($0, $1) })
    }

    private func parameters(seed: UInt64) throws -> [String: [Float]] {
        let trainer = try trained("two-layer", examples: 60, epochs: 2, batchSize: 25, seed: seed)
        return trainer.model.stateDictionary().mapValues { $0.scalars(as: Float.self) }
    }

    private func trained(
        _ recipe: String, examples: Int, epochs: Int, batchSize: Int, seed: UInt64 = 0
    ) throws -> Trainer {
        let trainer = try trainer(
            recipe, examples: examples, epochs: epochs, batchSize: batchSize, seed: seed)
        for epoch in 0..<epochs { _ = try trainer.runEpoch(epoch) }
        return trainer
    }

    private func trainer(
        _ recipe: String, examples: Int, epochs: Int, batchSize: Int, learningRate: Double? = nil,
        seed: UInt64 = 0
    ) throws -> Trainer {
        let recipe = try #require(Recipe.named(recipe))
        var chosen = recipe.defaults
        (chosen.epochs, chosen.batchSize) = (epochs, batchSize)
        chosen.learningRate = learningRate ?? chosen.learningRate
        let data = Glyphs.digits.trainingData(trainingCount: examples, heldOutCount: examples, seed: seed)
        return Trainer(recipe, on: data, with: chosen, seed: seed)
    }
}

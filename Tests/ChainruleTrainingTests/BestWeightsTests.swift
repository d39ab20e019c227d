import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import RecipeTestSupport
import TestSupport
import Testing

@Suite("Early stopping")
struct BestWeightsTests {
    /// Answers with its only parameter, whatever it is asked.
    private struct Constant: Layer {
        let answer = Parameter(Tensor([0]), name: "answer")

        func forward(_ input: Tensor) -> Tensor { input * 0 + answer.value }
    }

    /// Comes nearer to 1 with every epoch, and on the way is nearest to 0.5.
    private func trainer() -> Trainer {
        let model = Constant()
        return Trainer(model, loss: squaredError, optimizer: SGD(model, learningRate: 0.1, momentum: 0.1))
    }

    private func answer(_ trainer: Trainer) -> Float {
        trainer.model.stateDictionary()["answer"]!.scalars()[0]
    }

    @discardableResult
    private func fit(
        _ trainer: Trainer, epochs: Int = 30,
        _ observers: [any TrainingObserver] = [EarlyStopping(patience: 3)],
        stop: StopRequest = StopRequest()
    ) throws -> Outcome {
        func samples(_ target: Double) -> Samples {
            Samples(inputs: .ones([4, 1]), targets: .full([4, 1], target))
        }
        return try trainer.fit(
            samples(1), validation: samples(0.5), epochs: epochs, batchSize: 4, observers: observers,
            stop: stop)
    }

    /// The answer after so many epochs.
    private func answer(after epochs: Int) throws -> Float {
        let trainer = trainer()
        try fit(trainer, epochs: epochs, [])
        return answer(trainer)
    }

    @Test("restores the weights of the best epoch, and says which that is")
    func restoration() throws {
        let trainer = trainer()
        try fit(trainer)
        let best = try #require(trainer.bestEpoch)
        #expect(best > 1 && trainer.history.count == best + 3 && trainer.modelEpoch == best)
        #expect(try answer(trainer) == answer(after: best))
    }

    @Test("does so also where no epoch is left, and not where it is declined or interrupted")
    func otherEnds() throws {
        let finished = trainer()
        try fit(finished, epochs: trainer(after: 1))
        let best = try #require(finished.bestEpoch)
        #expect(finished.modelEpoch == best && finished.history.count == best + 1)
        let declined = trainer()
        try fit(declined, [EarlyStopping(patience: 3, restoresBest: false)])
        #expect(declined.modelEpoch == best + 3)
        #expect(try answer(declined) == answer(after: best + 3))
        let interrupted = trainer()
        let stop = StopRequest()
        let witness = Witness { if $0.step == best + 2 { stop(because: "a test") } }
        try fit(interrupted, [EarlyStopping(patience: 5), witness], stop: stop)
        #expect(try answer(interrupted) == answer(after: best + 2))
    }

    @Test("lets a later call go on from the last epoch and not from the best")
    func laterCall() throws {
        let trainer = trainer()
        try fit(trainer)
        let done = trainer.history.count
        try fit(trainer, epochs: done + 2, [])
        #expect(try answer(trainer) == answer(after: done + 2))
        #expect(trainer.modelEpoch == done + 2)
    }

    @Test(
        "restores the same after a training was killed and resumed, wherever that was",
        arguments: [2, 4, 5, 6])
    func resumption(_ cut: Int) throws {
        struct Crash: Error {}
        let whole = trainer()
        try fit(whole)
        try withTemporaryDirectory { url in
            let crash = Witness { if $0.step == cut { throw Crash() } }
            #expect(throws: Crash.self) {
                try fit(trainer(), [Checkpoints(url.path), EarlyStopping(patience: 3), crash])
            }
            let resumed = trainer()
            try #require(Checkpoint.all(in: url.path).last).restore(into: resumed)
            try fit(resumed, [Checkpoints(url.path), EarlyStopping(patience: 3)])
            #expect(resumed.modelEpoch == whole.modelEpoch && answer(resumed) == answer(whole))
            // What is saved last is what training goes on with, and not the best.
            let later = trainer()
            try #require(Checkpoint.all(in: url.path).last).restore(into: later)
            #expect(try answer(later) == answer(after: later.history.count))
            try fit(later, [EarlyStopping(patience: 3)])
            #expect(answer(later) == answer(whole))
        }
    }

    @Test("restores the best weights also from the checkpoint before the last")
    func earlierCheckpoint() throws {
        let whole = trainer()
        try fit(whole)
        try withTemporaryDirectory { url in
            try fit(trainer(), [Checkpoints(url.path), EarlyStopping(patience: 3)])
            let resumed = trainer()
            try Checkpoint.all(in: url.path).suffix(2).first!.restore(into: resumed)
            try fit(resumed, [EarlyStopping(patience: 3)])
            #expect(answer(resumed) == answer(whole))
        }
    }

    @Test("throws before the first step if the best weights are nowhere")
    func unknownWeights() throws {
        let trainer = trainer()
        try fit(trainer, epochs: self.trainer(after: 2), [])
        let best = try #require(trainer.bestEpoch)
        #expect(throws: TrainingSetupError.bestWeightsUnknown(epoch: best)) { try fit(trainer) }
        try fit(trainer, [EarlyStopping(patience: 3, restoresBest: false)])
        #expect(trainer.history.count == best + 3)
    }

    /// As many epochs as come to so many behind the best.
    private func trainer(after epochs: Int) throws -> Int {
        let trainer = trainer()
        try fit(trainer, [EarlyStopping(patience: epochs)])
        return trainer.history.count
    }

    @Test("leaves a run's directory with the best model, its epoch and its accuracy")
    func savedModel() throws {
        try withTemporaryDirectory { url in
            let sample = try sampleRun("softmax", examples: 60, epochs: 9, batchSize: 10, learningRate: 2)
            var chosen = sample.hyperparameters
            (chosen.patience, chosen.schedule) = (2, .constant)
            let run = try RecipeRun(sample.recipe, on: sample.data, with: chosen, seed: 0)
            let directory = RunDirectory(url.path)
            try run.complete(RunRecord(of: run), in: directory)
            let (record, best) = (try directory.record(), try #require(run.trainer.bestEpoch))
            #expect(record.epoch == best && run.trainer.modelEpoch == best)
            #expect(record.validationMetrics == run.trainer.history[best - 1].validationMetrics)
            let saved = try SavedRun(directory)
            #expect(
                try saved.evaluate(on: sample.data).evaluation.accuracy
                    == record.validationMetrics?["accuracy"])
        }
    }
}

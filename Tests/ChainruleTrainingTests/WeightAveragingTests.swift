import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import RecipeTestSupport
import TestSupport
import Testing

@Suite("Weight averaging")
struct WeightAveragingTests {
    private func trainer(_ averaging: WeightAveraging?, accumulation: Int = 1) -> Trainer {
        let model = withRandomSeed(1) {
            Sequential {
                Linear(4, 5)
                BatchNorm1d(5)
                Linear(5, 3)
            }
        }
        return Trainer(
            model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.3),
            accumulation: accumulation, averaging: averaging)
    }

    private let samples = Samples(
        inputs: withRandomSeed(2) { .normal([24, 4]) },
        targets: Tensor((0..<24).map { Int32($0 % 3) }, shape: [24]))

    private func fit(_ trainer: Trainer, epochs: Int, _ observers: [any TrainingObserver] = []) throws {
        try trainer.fit(samples, validation: samples, epochs: epochs, batchSize: 8, observers: observers)
    }

    private func weights(_ trainer: Trainer) -> [String: Tensor] { trainer.model.stateDictionary() }

    private func expectClose(_ found: [String: Tensor], _ expected: [String: Tensor]) {
        for (name, tensor) in expected {
            TestSupport.expectClose(found[name]!, tensor, tolerance: 1e-5, name)
        }
    }

    @Test("follows PyTorch\u{2019}s exponential moving average after every update", arguments: [1, 3])
    func exponential(accumulation: Int) throws {
        let (plain, averaged) = (
            trainer(nil, accumulation: accumulation),
            trainer(.exponential(decay: 0.7), accumulation: accumulation)
        )
        var expected: [String: Tensor] = [:]
        let follow = { [self] (step: StepReport) in
            let weights = weights(plain)
            expected =
                step.step == 1
                ? weights : expected.merging(weights) { average, new in average * 0.7 + new * 0.3 }
            evaluate(Array(expected.values))
        }
        try fit(plain, epochs: 3, [.onStep(follow)])
        try fit(averaged, epochs: 3, [Witness(inspectionInterval: 2)])
        expectClose(weights(averaged), expected)
        // Training itself knows nothing of it.
        #expect(averaged.history.map(\.loss) == plain.history.map(\.loss))
        #expect(averaged.history.map(\.validationLoss) != plain.history.map(\.validationLoss))
    }

    @Test("takes the mean of the weights at the ends of epochs, from the one it is told")
    func stochastic() throws {
        let ends = try (1...4).map { epochs in
            let plain = trainer(nil)
            try fit(plain, epochs: epochs)
            return weights(plain)
        }
        for (epochs, chosen) in [(1, [ends[0]]), (2, [ends[1]]), (4, Array(ends[1...]))] {
            let averaged = trainer(.stochastic(fromEpoch: 2))
            try fit(averaged, epochs: epochs)
            let sum = chosen.dropFirst().reduce(chosen[0]) { $0.merging($1, uniquingKeysWith: { $0 + $1 }) }
            let expected = trainer(nil)
            try expected.model.load(sum.mapValues { $0 / Double(chosen.count) })
            if epochs >= 2 {
                // As PyTorch's update_bn, over the batches of the epoch.
                let order = MiniBatches(count: samples.count, batchSize: 8, seed: 0, epoch: epochs - 1)
                (expected.model as! Sequential).measureRunningStatistics(
                    on: order.map { samples.batch($0).inputs })
            }
            expectClose(weights(averaged), weights(expected))
        }
    }

    @Test("with measured running statistics leaves the training as it was")
    func measuringChangesNothing() throws {
        func lossesOfTraining(_ averaging: WeightAveraging?) throws -> [Double] {
            let model = withRandomSeed(1) {
                Sequential {
                    Linear(4, 5)
                    BatchNorm1d(5)
                    Dropout(0.5)
                    Linear(5, 3)
                }
            }
            let trainer = Trainer(
                model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.3),
                averaging: averaging)
            try fit(trainer, epochs: 4)
            return trainer.history.map(\.loss)
        }
        let (averaged, plain) = (try lossesOfTraining(.stochastic(fromEpoch: 1)), try lossesOfTraining(nil))
        #expect(averaged == plain)
    }

    @Test("shows observers of an epoch the averaged model, which is the one that was validated")
    func validation() throws {
        final class Judge: TrainingObserver {
            let samples: Samples
            var losses: [Double?] = []
            init(_ samples: Samples) { self.samples = samples }
            func epochEnds(_ epoch: EpochRecord, of training: Training) throws {
                losses.append(try training.trainer.evaluate(on: samples).loss)
            }
        }
        let (trainer, judge) = (trainer(.exponential(decay: 0.9)), Judge(samples))
        try fit(trainer, epochs: 3, [judge])
        #expect(judge.losses == trainer.history.map(\.validationLoss))
        #expect(try trainer.evaluate(on: samples).loss == judge.losses[2])
    }

    @Test("continues with the latest weights in a later call")
    func laterCall() throws {
        let (parts, whole) = (trainer(.exponential(decay: 0.9)), trainer(.exponential(decay: 0.9)))
        for epochs in 1...3 { try fit(parts, epochs: epochs) }
        try fit(whole, epochs: 3)
        for (name, tensor) in weights(whole) {
            TestSupport.expectClose(weights(parts)[name]!, tensor, tolerance: .exact, name)
        }
    }
}

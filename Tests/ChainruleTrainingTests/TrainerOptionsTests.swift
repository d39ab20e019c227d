import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import RecipeTestSupport
import TestSupport
import Testing

/// What a trainer is told beside the loss: clipping, frozen parameters, groups of them.
@Suite("A trainer")
struct TrainerOptionsTests {
    @Test(
        "clips gradients before the update as a loop of one's own does, also of several batches",
        arguments: [GradientClipping.value(0.01), .globalNorm(0.05)], [1, 3])
    func clipping(_ clipping: GradientClipping, accumulation: Int) throws {
        let (model, other) = (network(), network())
        let trainer = Trainer(
            model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.5),
            accumulation: accumulation, clipping: clipping)
        try trainer.fit(
            samples, epochs: 2, batchSize: 12 / accumulation, observers: [Witness(inspectionInterval: 2)])
        let optimizer = SGD(other, learningRate: 0.5)
        for epoch in 0..<2 {
            for indices in MiniBatches(count: 24, batchSize: 12, seed: 0, epoch: epoch) {
                let batch = samples.batch(indices)
                let loss = softmaxCrossEntropy(other(batch.inputs), batch.targets)
                let gradients = gradients(of: loss, withRespectTo: other)
                switch clipping {
                case .value(let limit): optimizer.update(gradients.clipped(toValue: limit))
                case .globalNorm(let norm): optimizer.update(gradients.clipped(toGlobalNorm: norm))
                }
            }
        }
        for (name, tensor) in other.stateDictionary() {
            expectClose(model.stateDictionary()[name]!, tensor, tolerance: 1e-5, name)
        }
        let free = network()
        try Trainer(free, loss: softmaxCrossEntropy, optimizer: SGD(free, learningRate: 0.5))
            .fit(samples, epochs: 2, batchSize: 12)
        #expect(numbers(free) != numbers(model))
    }

    @Test(
        "leaves frozen parameters alone, and does not inspect them, until they are trained again",
        arguments: [1, 2])
    func freezing(accumulation: Int) throws {
        let model = network()
        let trainer = Trainer(
            model, loss: softmaxCrossEntropy, optimizer: Adam(model, learningRate: 0.1, weightDecay: 0.1),
            accumulation: accumulation)
        let start = model.stateDictionary().mapValues { $0.scalars(as: Float.self) }
        model.freeze("0")
        let witness = Witness(inspectionInterval: 1)
        try trainer.fit(samples, epochs: 1, batchSize: 6, observers: [witness, Doctor(show: { _ in })])
        let after = model.stateDictionary().mapValues { $0.scalars(as: Float.self) }
        #expect(after["0.weight"] == start["0.weight"] && after["0.bias"] == start["0.bias"])
        #expect(after["2.weight"] != start["2.weight"])
        for step in witness.steps {
            #expect(try #require(step.inspection).parameters.map(\.name) == ["2.weight", "2.bias"])
        }
        model.unfreeze("0")
        let later = Witness(inspectionInterval: 1)
        try trainer.fit(samples, epochs: 2, batchSize: 6, observers: [later])
        #expect(model.stateDictionary()["0.weight"]!.scalars(as: Float.self) != start["0.weight"])
        #expect(try #require(later.steps[0].inspection).parameters.count == 4)
    }

    @Test("gives every group of parameters its own share of the scheduled rate")
    func groups() throws {
        let model = network()
        let optimizer = SGD(model, learningRate: 0.2, groups: [ParameterGroup("0", learningRate: 0)])
        let trainer = Trainer(model, loss: softmaxCrossEntropy, optimizer: optimizer, schedule: .linear)
        let start = model.stateDictionary().mapValues { $0.scalars(as: Float.self) }
        try trainer.fit(samples, epochs: 2, batchSize: 6)
        let after = model.stateDictionary().mapValues { $0.scalars(as: Float.self) }
        #expect(after["0.weight"] == start["0.weight"] && after["2.weight"] != start["2.weight"])
    }

    @Test("refuses a checkpoint that was made with other clipping")
    func checkpoint() throws {
        try withTemporaryDirectory { url in
            func trainer(_ clipping: GradientClipping?) -> Trainer {
                let model = network()
                return Trainer(
                    model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.5),
                    clipping: clipping)
            }
            try trainer(.globalNorm(1)).fit(samples, epochs: 1, observers: [Checkpoints(url.path)])
            let checkpoint = try #require(Checkpoint.all(in: url.path).last)
            #expect(throws: CheckpointError.self) { try checkpoint.restore(into: trainer(nil)) }
            try checkpoint.restore(into: trainer(.globalNorm(1)))
        }
    }

    private let samples = Samples(
        inputs: withRandomSeed(2) { .normal([24, 4]) },
        targets: Tensor((0..<24).map { Int32($0 % 3) }, shape: [24]))

    private func network() -> Sequential {
        withRandomSeed(1) {
            Sequential {
                Linear(4, 5)
                ReLU()
                Linear(5, 3)
            }
        }
    }

    private func numbers(_ model: some Module) -> [String: [Float]] {
        model.stateDictionary().mapValues { $0.scalars() }
    }
}

import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import TestSupport
import Testing

/// Trainings in which a step makes a number that is not finite.
@Suite("A step that is not sound") struct DivergenceTests {
    @Test(
        "with a finite loss is reported by the operation that made the gradient infinite, and changes nothing"
    )
    func gradient() throws {
        let model = withRandomSeed(1) { Sequential { Linear(3, 3) } }
        let trainer = Trainer(
            model,
            // The distance of outputs from themselves: zero, but its root has no slope there.
            loss: { outputs, _ in outputs.mean() + sqrt(((outputs - outputs) * 2).sum()) },
            optimizer: SGD(model, learningRate: 0.1, momentum: 0.9))
        let before = numbers(of: model)
        let error = #expect(throws: TrainingError.self) { try trainer.fit(samples, epochs: 1, batchSize: 5) }
        guard case .gradientNotFinite(1, 1, let origin?) = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(origin.contains("produced the first NaN or infinity, from "), "\(origin)")
        #expect(
            origin.contains("sqrt 0.0…0.0") && origin.contains(", in the backward pass from a loss of "),
            "\(origin)")
        #expect(numbers(of: model) == before && trainer.position == Position())
    }

    @Test("leaves running statistics alone")
    func buffers() throws {
        let model = withRandomSeed(1) {
            Sequential {
                Linear(3, 4)
                BatchNorm1d(4)
                Linear(4, 2)
            }
        }
        let trainer = Trainer(
            model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.1))
        let inputs = Tensor((0..<30).map { $0 == 16 ? Float.nan : Float($0 % 7) }, shape: [10, 3])
        let bad = Samples(inputs: inputs, targets: Tensor((0..<10).map { Int32($0 % 2) }, shape: [10]))
        #expect(throws: TrainingError.self) { try trainer.fit(bad, epochs: 1, batchSize: 10) }
        for (name, tensor) in model.stateDictionary() {
            let isFinite = tensor.scalars(as: Float.self).allSatisfy(\.isFinite)
            #expect(isFinite, "\(name)")
        }
        #expect(model.stateDictionary()["1.running_mean"]!.scalars(as: Float.self) == [0, 0, 0, 0])
    }

    @Test("by its penalty alone ends the training")
    func penalty() throws {
        let model = withRandomSeed(1) { Sequential { Linear(3, 2) } }
        let trainer = Trainer(
            model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.1),
            penalty: { model in log((model.parameters()[0].parameter.value * 0).sum()) })
        let error = #expect(throws: TrainingError.self) { try trainer.fit(samples, epochs: 1, batchSize: 5) }
        guard case .gradientNotFinite(_, _, let origin?) = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(origin.hasPrefix("log after '0' produced"), "\(origin)")
    }

    @Test("is not blamed on an infinity that the program means, such as a mask")
    func mask() throws {
        let model = withRandomSeed(1) { Sequential { Linear(3, 2) } }
        let mask = Tensor([0, -Float.infinity], shape: [2])
        let trainer = Trainer(
            model,
            loss: { outputs, _ in
                exp(outputs + mask.broadcast(to: outputs.shape)).sum() + log(outputs - outputs - 1).sum()
            },
            optimizer: SGD(model, learningRate: 0.1))
        let error = #expect(throws: TrainingError.self) { try trainer.fit(samples, epochs: 1, batchSize: 5) }
        #expect(
            error?.description.contains("(log after '0' produced") == true, "\(String(describing: error))")
    }

    @Test("in the middle of an update leaves nothing behind for the next")
    func accumulation() throws {
        func trainer() -> Trainer {
            let model = withRandomSeed(1) {
                Sequential {
                    Dropout(0.5)
                    Linear(3, 2)
                }
            }
            return Trainer(
                model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.1),
                metrics: [.accuracy], accumulation: 2)
        }
        let clean = trainer()
        try clean.fit(samples, epochs: 1, batchSize: 5)
        let all = (0..<60).map { _ in Float.nan }
        let order = Array(MiniBatches(count: 20, batchSize: 5, seed: 0, epoch: 0)[0])
        let good = samples.inputs.scalars(as: Float.self)
        // Sound in the first batch of the update only.
        let half = Tensor(
            (0..<60).map { order.contains($0 / 3) ? good[$0] : all[$0] }, shape: [20, 3])
        let unsound = Samples(inputs: half, targets: samples.targets)
        let unreadable = unsound.mapInputs { input throws(DataError) in
            if input.scalars(as: Float.self).contains(where: \.isNaN) {
                throw .missing(path: "image.png", expected: "an image")
            }
            return input
        }
        for (bad, isUnsound) in [(unsound, true), (unreadable, false)] as [(any SampleSet, Bool)] {
            let mended = trainer()
            let error = #expect(throws: (any Error).self) { try mended.fit(bad, epochs: 1, batchSize: 5) }
            #expect(error is TrainingError == isUnsound)
            try mended.fit(samples, epochs: 1, batchSize: 5)
            #expect(numbers(of: mended.model) == numbers(of: clean.model))
            #expect(mended.history.map(\.loss) == clean.history.map(\.loss))
            #expect(mended.history.map(\.metrics) == clean.history.map(\.metrics))
        }
    }

    @Test("is reported before the loss overflows, however slowly it grows")
    func slowGrowth() throws {
        let model = withRandomSeed(1) { Sequential { Linear(3, 1) } }
        let zeros = Samples(inputs: samples.inputs, targets: Tensor.zeros([20, 1]))
        let trainer = Trainer(model, loss: squaredError, optimizer: SGD(model, learningRate: 1.5))
        let error = #expect(throws: TrainingError.self) { try trainer.fit(zeros, epochs: 60, batchSize: 20) }
        guard case .diverged(let loss, _, let step, _, _) = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(step > 4 && loss > 1e6 && loss < 1e9, "\(loss) in step \(step)")
    }

    @Test("is none if the loss is just large, as of targets that are")
    func largeLoss() throws {
        let model = withRandomSeed(1) { Sequential { Linear(3, 1) } }
        let prices = Samples(inputs: samples.inputs, targets: Tensor.full([20, 1], 300_000))
        let trainer = Trainer(model, loss: squaredError, optimizer: SGD(model, learningRate: 1e-3))
        try trainer.fit(prices, epochs: 2, batchSize: 5)
        #expect(trainer.history[1].loss > 1e6 && trainer.history[1].loss < trainer.history[0].loss)
    }

    private let samples = Samples(
        inputs: withRandomSeed(3) { .normal([20, 3]) },
        targets: Tensor((0..<20).map { Int32($0 % 2) }, shape: [20]))

    private func numbers(of model: any Module) -> [[Float]] {
        model.stateDictionary().sorted { $0.key < $1.key }.map { $0.value.scalars(as: Float.self) }
    }
}

import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import TestSupport
import Testing

/// What `fit` does where data, and not the program, make a training impossible.
@Suite("Before its first step a training")
struct TrainingSetupTests {
    @Test(
        "merges a last batch that is too small for batch normalization, unless it is told otherwise",
        arguments: [nil, .merged, .dropped] as [LastBatch?])
    func lastBatch(_ rule: LastBatch?) throws {
        let trainer = normalizedTrainer()
        var counts: [Int] = []
        try trainer.fit(
            samples(17), epochs: 2, batchSize: 4, lastBatch: rule,
            observers: [.onStep { counts.append($0.epochExamples) }])
        let last = rule == .dropped ? 16 : 17
        #expect(counts == [4, 8, 12, last, 4, 8, 12, last])
        #expect(trainer.history.map(\.examples) == [last, last])
    }

    @Test("keeps a smaller last batch that the model can be trained with")
    func keptLastBatch() throws {
        let trainer = normalizedTrainer()
        var counts: [Int] = []
        try trainer.fit(
            samples(18), epochs: 1, batchSize: 4, observers: [.onStep { counts.append($0.epochExamples) }])
        #expect(counts == [4, 8, 12, 16, 18])
    }

    @Test("throws if a batch must be too small for the model, also one of several that make an update")
    func tooSmall() throws {
        for accumulation in [1, 3] {
            let trainer = normalizedTrainer(accumulation: accumulation)
            #expect(throws: TrainingSetupError.batchTooSmall(examples: 1, smallest: 2)) {
                try trainer.fit(samples(5), epochs: 1, batchSize: 4, lastBatch: .kept)
            }
            #expect(throws: TrainingSetupError.batchTooSmall(examples: 1, smallest: 2)) {
                try trainer.fit(samples(1), epochs: 1)
            }
            #expect(throws: TrainingSetupError.batchTooSmall(examples: 1, smallest: 2)) {
                try trainer.fit(samples(5), epochs: 1, batchSize: 1)
            }
            #expect(trainer.position == Position())
            try trainer.fit(samples(5), epochs: 1, batchSize: 4)
            #expect(trainer.history[0].examples == 5)
        }
    }

    @Test("takes single images where batch normalization has many numbers of a channel")
    func singleImages() throws {
        let model = withRandomSeed(1) {
            Sequential {
                Conv2d(1, 2, kernel: 3)
                BatchNorm2d(2)
                Flatten()
                Linear(8, 2)
            }
        }
        let images = Samples(
            inputs: withRandomSeed(2) { .normal([3, 1, 4, 4]) }, targets: Tensor([0, 1, 0], dtype: .int32))
        let trainer = Trainer(model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.1))
        try trainer.fit(images, epochs: 1, batchSize: 1)
        #expect(trainer.position.step == 3)
    }

    @Test(
        "shows TensorBoard the graph of a model with batch normalization, and tests its memory, of few examples"
    )
    func smallSets() throws {
        try withTemporaryDirectory { url in
            _ = try normalizedTrainer().fit(
                samples(3), epochs: 1, batchSize: 2, observers: [TensorBoard(url.path)])
        }
        let doctor = Doctor(show: { _ in })
        #expect(throws: TrainingSetupError.batchTooSmall(examples: 1, smallest: 2)) {
            try doctor.testMemorization(normalizedTrainer(), samples(1))
        }
        #expect(throws: TrainingSetupError.noExamples) {
            try doctor.testMemorization(normalizedTrainer(), samples(4).prefix(0))
        }
        #expect(doctor.findings.isEmpty)
        #expect(try doctor.testMemorization(normalizedTrainer(), samples(2), steps: 3) != nil)
    }

    @Test("throws at numbers that make no sense, and if nothing is left to train with")
    func numbers() throws {
        let trainer = normalizedTrainer()
        #expect(throws: TrainingSetupError.noExamples) { try trainer.fit(samples(4).prefix(0), epochs: 1) }
        #expect(throws: TrainingSetupError.notPositive(name: "batch size", value: 0)) {
            try trainer.fit(samples(4), epochs: 1, batchSize: 0)
        }
        #expect(throws: TrainingSetupError.notPositive(name: "number of readers", value: -1)) {
            try trainer.fit(samples(4), epochs: 1, readers: -1)
        }
        #expect(throws: TrainingSetupError.noBatches(examples: 4, batchSize: 5)) {
            try trainer.fit(samples(4), epochs: 1, batchSize: 5, lastBatch: .dropped)
        }
        #expect(trainer.position == Position())
    }

    @Test("names the example whose label is beyond the outputs", arguments: [3, -1])
    func labels(_ label: Int) throws {
        let labels = Tensor((0..<9).map { Int32($0 == 6 ? label : $0 % 3) }, shape: [9])
        let samples = Samples(inputs: withRandomSeed(2) { .normal([9, 4]) }, targets: labels)
        let expected = DataError.malformed(
            source: "example 6", found: "the label \(label)",
            expected: "a class from 0 to 2, because the model has 3 outputs")
        for loss in [softmaxCrossEntropy, { multiclassHinge($0, $1) }] as [Trainer.Loss] {
            let model = withRandomSeed(1) { Sequential { Linear(4, 3) } }
            let trainer = Trainer(model, loss: loss, optimizer: SGD(model, learningRate: 0.1))
            let before = model.stateDictionary()["0.weight"]!.scalars(as: Float.self)
            #expect(throws: expected) { try trainer.fit(samples, epochs: 1, batchSize: 2) }
            #expect(throws: expected) {
                try trainer.fit(samples.prefix(6), validation: samples, epochs: 1, batchSize: 2)
            }
            #expect(model.stateDictionary()["0.weight"]!.scalars(as: Float.self) == before)
            #expect(throws: expected) { try trainer.evaluate(on: samples, batchSize: 4) }
            // A set that knows its labels only when it is read ends the training at the batch, with all before it made.
            #expect(throws: expected) { try trainer.fit(samples.map { $0 }, epochs: 1, batchSize: 2) }
        }
    }

    @Test("finds the example of a label in sequences, too")
    func sequenceLabels() throws {
        let model = withRandomSeed(1) { Sequential { Linear(2, 3) } }
        let samples = Samples(
            inputs: withRandomSeed(2) { .normal([4, 5, 2]) },
            targets: Tensor((0..<20).map { Int32($0 == 13 ? 7 : 1) }, shape: [4, 5]))
        let trainer = Trainer(
            model,
            loss: { softmaxCrossEntropy($0.reshaped(to: [$0.shape[0] * 5, 3]), $1.flattened()) },
            optimizer: SGD(model, learningRate: 0.1))
        let error = #expect(throws: DataError.self) { try trainer.fit(samples, epochs: 1) }
        #expect(error?.description.hasPrefix("example 2: found the label 7") == true, "\(error!)")
    }

    private func normalizedTrainer(accumulation: Int = 1) -> Trainer {
        let model = withRandomSeed(1) {
            Sequential {
                Linear(4, 5)
                BatchNorm1d(5)
                ReLU()
                Linear(5, 3)
            }
        }
        return Trainer(
            model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.1),
            accumulation: accumulation)
    }

    private func samples(_ count: Int) -> Samples {
        Samples(
            inputs: withRandomSeed(2) { .normal([count, 4]) },
            targets: Tensor((0..<count).map { Int32($0 % 3) }, shape: [count]))
    }
}

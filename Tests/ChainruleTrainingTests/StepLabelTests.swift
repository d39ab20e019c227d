import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import RecipeTestSupport
import TestSupport
import Testing

/// A label at every step of sequences that are padded.
@Suite("Labels of steps") struct StepLabelTests {
    @Test("metrics leave out those of padding together with their scores")
    func metrics() {
        let scores = Tensor([
            [[0, 1], [1, 0], [5, 0]], [[1, 0], [0, 1], [1, 0]], [[0, 1], [9, 9], [9, 9]],
        ])
        let labels = Tensor([[1, 0, -1], [0, 1, 1], [0, -1, -1]], dtype: .int32)
        let batch = Predictions(outputs: scores, targets: labels, loss: Tensor(0.5))
        #expect(batch.count == 6 && batch.labelCounts == [2, 3, 1])
        #expect(batch.predictedClasses() == [1, 0, 0, 1, 0, 1])
        #expect(Accuracy().value(over: batch) == 4.0 / 6)
        #expect(SequenceAccuracy().value(over: batch) == 1.0 / 3)
        var macro: Metrics = [.macroF1, .sequenceAccuracy]
        macro.add(batch)
        macro.add(batch)
        #expect((macro["macro-f1"] as? MacroF1)?.confusion?.total == 12)
        #expect(macro.values["sequence-accuracy"] == 1.0 / 3)
    }

    @Test("a sequence is right if all of its labels are, of examples with one label those with that label")
    func sequences() {
        let plain = predictions([[0, 1], [1, 0], [0, 1]], [1, 0, 0])
        #expect(plain.labelCounts == [1, 1, 1])
        #expect(SequenceAccuracy().value(over: plain) == 2.0 / 3)
        let whole = Predictions(
            outputs: [0, 1, 0, 1, 1, 0, 1, 0], shape: [2, 2, 2], targets: .labels([1, 1, 0, 1]), loss: 0)
        #expect(whole.labelCounts == [2, 2])
        #expect(SequenceAccuracy().value(over: whole) == 0.5)
    }

    /// Sequences of the symbols 1 to 3 with a label for each.
    private func samples(_ sequences: [[Int]]) -> some SampleSet {
        Examples(
            sequences.map { symbols in
                Sample(
                    input: Tensor(symbols),
                    target: Tensor(symbols.map { $0 % 2 }))
            }
        ).padded(targets: Double(Batch.ignoredLabel), toMultipleOf: 2)
    }

    private func trainer(accumulation: Int = 1, ignores: Bool = true) -> Trainer {
        let model = withRandomSeed(1) { Sequential([Embedding(4, 3), Linear(3, 2)]) }
        return Trainer(
            model,
            loss: { scores, labels in
                softmaxCrossEntropy(
                    scores.permuted([0, 2, 1]), labels, ignoreIndex: ignores ? Batch.ignoredLabel : nil)
            }, optimizer: SGD(model, learningRate: 0.5), metrics: [.accuracy], accumulation: accumulation)
    }

    private let ragged = [[1], [2, 3, 1, 1, 2], [3], [1, 2, 3]]

    @Test("those of padding have no weight in the loss of an epoch, however batches are cut")
    func epochLoss() throws {
        let samples = samples(ragged)
        let whole = try trainer().evaluate(on: samples, batchSize: 4)
        for size in [1, 3] {
            let parts = try trainer().evaluate(on: samples, batchSize: size)
            #expect(abs(try #require(parts.loss) - (try #require(whole.loss))) < 1e-6)
            #expect(parts.metrics.values == whole.metrics.values)
        }
    }

    @Test("those of padding have no weight in accumulated gradients")
    func accumulation() throws {
        let (whole, parts) = (trainer(), trainer(accumulation: 4))
        try whole.fit(samples(ragged), epochs: 3, batchSize: 4)
        try parts.fit(samples(ragged), epochs: 3, batchSize: 1)
        for (name, tensor) in whole.model.stateDictionary() {
            expectClose(parts.model.stateDictionary()[name]!, tensor, tolerance: 1e-5, name)
        }
        #expect(zip(whole.history, parts.history).allSatisfy { abs($0.loss - $1.loss) < 1e-5 })
    }

    @Test("one that is no class is an error before the step, whether or not some are ignored")
    func outOfRange() throws {
        let wrong = Examples([
            Sample(input: Tensor([1, 2], dtype: .int32), target: Tensor([0, 2], dtype: .int32))
        ]).padded(targets: -1)
        let error = #expect(throws: DataError.self) { try trainer().fit(wrong, epochs: 1) }
        #expect(
            error?.description.contains("example 0: found the label 2, expected a class from 0 to 1") == true)
        let unexpected = #expect(throws: DataError.self) {
            try trainer(ignores: false).fit(samples([[1, 2, 3], [1]]), epochs: 1, batchSize: 2)
        }
        #expect(unexpected?.description.contains("found the label -1") == true)
    }
}

import Chainrule
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("Metrics") struct MetricTests {
    static let classification: [any Metric] = [
        .accuracy, .topK(1), .topK(2), .loss, .perplexity, .bitsPerCharacter, .rocAUC, .macroF1, .meanIoU,
    ]
    static let regressions: [any Metric] = [.meanAbsoluteError, .rootMeanSquaredError, .rSquared, .loss]

    @Test("have no value before there are examples, nor after a reset, nor of an empty batch")
    func nothing() {
        let samples = MetricSamples(count: 20, width: 3)
        for (metrics, labeled) in [(Self.classification, true), (Self.regressions, false)] {
            for var metric in metrics {
                #expect(metric.value == nil, "\(metric.name)")
                metric.add(samples.batch(0..<0, labeled: labeled))
                #expect(metric.value == nil, "\(metric.name)")
                metric.add(samples.batch(0..<20, labeled: labeled))
                #expect(metric.value?.isFinite == true, "\(metric.name)")
                metric.reset()
                #expect(metric.value == nil, "\(metric.name)")
            }
        }
    }

    @Test("are the same over batches of any sizes", arguments: [[33, 33, 34], [1, 99], [0, 60, 0, 40]])
    func unevenBatches(_ sizes: [Int]) throws {
        let samples = MetricSamples(count: 100, width: 4)
        for (metrics, labeled) in [(Self.classification, true), (Self.regressions, false)] {
            for metric in metrics {
                let whole = samples.value(of: metric, batches: [100], labeled: labeled)
                let parts = samples.value(of: metric, batches: sizes, labeled: labeled)
                let difference = abs(try #require(parts) - (try #require(whole)))
                #expect(difference < 1e-13, "\(metric.name)")
            }
        }
    }

    @Test("accuracy takes the first of the largest scores, and NaN for the largest")
    func accuracy() {
        let scores: [[Float]] = [[1, 2, 0], [3, 3, 1], [0, 2, 2], [1, .nan, 5]]
        #expect(Accuracy().value(over: predictions(scores, [1, 0, 1, 1])) == 1)
        #expect(Accuracy().value(over: predictions(scores, [1, 1, 2, 2])) == 0.25)
    }

    @Test("accuracy takes the most probable class where targets are probabilities of the classes")
    func softTargets() {
        let batch = Predictions(
            outputs: [0, 2, 1, 3, 1, 0], shape: [2, 3], targets: .numbers([0.1, 0.7, 0.2, 0.4, 0, 0.6]),
            loss: 0)
        #expect(Accuracy().value(over: batch) == 0.5)
    }

    @Test("accuracy predicts what argmax does")
    func agreementWithArgmax() {
        let samples = MetricSamples(count: 300, width: 7)
        let predicted = Tensor(samples.outputs, shape: [300, 7]).argmax().scalars(as: Int32.self)
        let correct = zip(predicted, samples.labels).count { $0 == $1 }
        let value = samples.value(of: Accuracy(), batches: [300], labeled: true)
        #expect(value == Double(correct) / 300)
        #expect(samples.value(of: TopKAccuracy(1), batches: [300], labeled: true) == value)
    }

    @Test("a single score per example speaks for class 1 where it is above 0")
    func singleScores() {
        let logits = Predictions(
            outputs: [-1, 0, 0.5, 2], shape: [4], targets: .labels([0, 1, 1, 1]), loss: 0)
        #expect(Accuracy().value(over: logits) == 0.75)
        #expect(ROCAUC().value(over: logits) == 1)
    }

    @Test("every place of a sequence is an example")
    func sequences() {
        let scores = Tensor([[[1, 0], [0, 1]], [[1, 0], [1, 0]], [[0, 1], [0, 1]]])
        let labels = Tensor([[0, 1], [1, 1], [1, 0]], dtype: .int32)
        let batch = Predictions(outputs: scores, targets: labels, loss: Tensor(0.5))
        #expect(batch.count == 6)
        #expect(Accuracy().value(over: batch) == 0.5)
        #expect(MeanLoss().value(over: batch) == 0.5)
    }

    @Test("top-k counts classes before the right one; equal scores go by class")
    func topK() {
        let scores: [[Float]] = [[4, 3, 2, 1], [1, 2, 3, 4], [5, 5, 5, 5], [5, 5, 5, 5]]
        let batch = predictions(scores, [1, 1, 1, 2])
        #expect(TopKAccuracy(1).value(over: batch) == 0)
        #expect(TopKAccuracy(2).value(over: batch) == 0.5)
        #expect(TopKAccuracy(3).value(over: batch) == 1)
        #expect(TopKAccuracy(9).value(over: batch) == 1)
        #expect(TopKAccuracy(1).value(over: predictions([[.nan, .nan], [1, .nan]], [1, 0])) == 0)
    }

    @Test("perplexity is e^loss and bits are loss / ln 2, of the mean loss over examples")
    func losses() throws {
        let large = predictions([[0], [0], [0]], [0, 0, 0], loss: log(2))
        let small = predictions([[0]], [0], loss: log(32))
        var metrics: Metrics = [.loss, .perplexity, .bitsPerCharacter]
        for batch in [large, small] { metrics.add(batch) }
        // (3 · 1 + 1 · 5) / 4 = 2 bits.
        #expect(abs(try #require(metrics.values["bits-per-character"]) - 2) < 1e-15)
        #expect(abs(try #require(metrics.values["perplexity"]) - 4) < 1e-14)
        #expect(abs(try #require(metrics.values["loss"]) - 2 * log(2)) < 1e-15)
    }

    @Test("errors of numbers are those worked by hand")
    func errors() throws {
        let batch = regression([1, 2, 3, 6], [1, 0, 4, 3])
        // The errors are 0, 2, −1 and 3; the targets' mean is 2, their squared deviations 1, 4, 4 and 1.
        #expect(MeanAbsoluteError().value(over: batch) == 1.5)
        #expect(RootMeanSquaredError().value(over: batch) == 3.5.squareRoot())
        #expect(abs(try #require(RSquared().value(over: batch)) - (1 - 14.0 / 10)) < 1e-15)
    }

    @Test("R² is the mean over outputs of 1 − residuals / variance")
    func rSquared() throws {
        let samples = MetricSamples(count: 50, width: 3)
        let expected = (0..<3).reduce(0.0) { sum, column in
            let places = (0..<50).map { $0 * 3 + column }
            let targets = places.map { Double(samples.targets[$0]) }
            let outputs = places.map { Double(samples.outputs[$0]) }
            let mean = targets.reduce(0, +) / 50
            let residuals = zip(targets, outputs).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            let deviations = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return sum + (1 - residuals / deviations) / 3
        }
        let value = try #require(samples.value(of: RSquared(), batches: [50], labeled: false))
        #expect(abs(value - expected) < 1e-12 * expected.magnitude)
    }

    @Test("R² keeps its digits where targets are large and close, and says nothing of equal ones")
    func rSquaredOfCloseTargets() throws {
        let targets: [Float] = [1_000_000, 1_000_001, 1_000_002]
        let value = try #require(
            RSquared().value(over: regression([1_000_000, 1_000_001, 1_000_001], targets)))
        #expect(abs(value - 0.5) < 1e-9)
        #expect(RSquared().value(over: regression([1, 2], [3, 3])) == nil)
        // The second of two outputs has a target that never changes; to average over the first alone would be a guess.
        let columns = Predictions(
            outputs: [1, 5, 2, 6], shape: [2, 2], targets: .numbers([1, 4, 3, 4]), loss: 0)
        #expect(RSquared().value(over: columns) == nil)
    }

    @Test("a larger accuracy and a smaller loss are better, and any number is better than NaN")
    func preference() {
        #expect(Accuracy.prefers(0.9, to: 0.8) && !Accuracy.prefers(0.8, to: 0.8))
        #expect(Perplexity.prefers(3, to: 4) && !Perplexity.prefers(4, to: 3))
        #expect(Accuracy.prefers(0, to: .nan) && MeanLoss.prefers(9, to: .nan))
        #expect(!Accuracy.prefers(.nan, to: 0) && !MeanLoss.prefers(.nan, to: 9))
        #expect(!Accuracy.prefers(.nan, to: .nan))
    }

    @Test("targets of the wrong kind, labels that are no class and lists of other lengths are refused")
    func misuse() async throws {
        let kind = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Accuracy().value(over: regression([1], [1]))
        }
        #expect(try #require(kind).says("Accuracy: needs class labels as targets, got numbers"))
        let label = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Accuracy().value(over: predictions([[1, 2, 3]], [3]))
        }
        #expect(
            try #require(label).says(
                "Accuracy: the label 3 is out of range for the 3 classes of the outputs [1, 3]"))
        let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Accuracy().value(over: predictions([[1, 2], [3, 4], [5, 6]], [0, 1]))
        }
        #expect(try #require(count).says("Accuracy: 2 labels do not fit outputs of shape [3, 2]"))
    }
}

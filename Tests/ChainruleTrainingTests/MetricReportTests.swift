import ChainruleTraining
import Testing

@Suite("Classification report") struct MetricReportTests {
    private let confusion = {
        var confusion = ConfusionMatrix(classCount: 3)
        confusion.add(truth: [0, 0, 1, 2, 2, 2], predictions: [0, 1, 1, 2, 2, 0])
        return confusion
    }()

    @Test("precision, recall and F1 are those worked by hand")
    func scores() {
        let report = ClassificationReport(confusion)
        #expect(report.classes.map(\.precision) == [0.5, 0.5, 1])
        #expect(report.classes.map(\.recall) == [0.5, 1, 2.0 / 3])
        #expect(report.classes.map(\.f1) == [0.5, 2.0 / 3, 0.8])
        #expect(report.classes.map(\.examples) == [2, 1, 3])
        #expect(report.macro.precision == 2.0 / 3)
        #expect(abs(report.macro.f1 - (0.5 + 2.0 / 3 + 0.8) / 3) < 1e-15)
        #expect(report.macro.examples == 6)
    }

    @Test("a class that is never predicted scores 0, and one that does not occur is left out of the means")
    func absentClasses() {
        var confusion = ConfusionMatrix(classCount: 4)
        confusion.add(truth: [0, 0, 1], predictions: [0, 0, 2])
        let report = ClassificationReport(confusion)
        #expect(report.classes.map(\.f1) == [1, 0, 0, 0])
        #expect(report.macro.f1 == 1.0 / 3 && report.macro.precision == 1.0 / 3)
        #expect(ClassificationReport(ConfusionMatrix(classCount: 2)).macro.f1 == 0)
    }

    @Test("the metric agrees with precision and recall counted example by example")
    func bruteForce() throws {
        let samples = MetricSamples(count: 90, width: 3, seed: 3)
        let predicted = samples.scores.map { $0.firstIndex(of: $0.max()!)! }
        let truth = samples.labels.map(Int.init)
        let expected = (0..<3).reduce(0.0) { sum, label in
            let hits = Double(zip(truth, predicted).count { $0 == label && $1 == label })
            let precision = hits / Double(predicted.count { $0 == label })
            let recall = hits / Double(truth.count { $0 == label })
            return sum + 2 * precision * recall / (precision + recall) / 3
        }
        let value = try #require(samples.value(of: MacroF1(), batches: [45, 45], labeled: true))
        #expect(abs(value - expected) < 1e-14)
    }

    @Test("the table has a row per class and one of means")
    func table() {
        #expect(
            ClassificationReport(confusion).table(classNames: ["cat", "dog", "fox"]) == """
                     │ precision    recall        F1  examples
                ─────┼────────────────────────────────────────
                 cat │   50.00 %   50.00 %   50.00 %         2
                 dog │   50.00 %  100.00 %   66.67 %         1
                 fox │  100.00 %   66.67 %   80.00 %         3
                ─────┼────────────────────────────────────────
                mean │   66.67 %   72.22 %   65.56 %         6
                """)
    }
}

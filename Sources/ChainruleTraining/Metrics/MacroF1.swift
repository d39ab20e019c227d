import Chainrule

/// The mean of the classes' F1 scores; see ``ClassificationReport``.
public struct MacroF1: Metric {
    public static let prefersLarger = true

    /// The confusion matrix; nil before there are examples.
    public private(set) var confusion: ConfusionMatrix?

    public init() {}

    public var name: String { "macro-f1" }

    public mutating func add(_ batch: Predictions) {
        let labels = batch.labels(for: self)
        if labels.isEmpty { return }
        // Taken out, so that it is not copied.
        var confusion = self.confusion.take() ?? ConfusionMatrix(classCount: batch.classCount)
        require(
            confusion.counts.count == batch.classCount,
            "MacroF1: \(batch.classCount) classes after \(confusion.counts.count)")
        confusion.add(truth: labels, predictions: batch.predictedClasses())
        self.confusion = confusion
    }

    public var value: Double? { confusion.map { ClassificationReport($0).macro.f1 } }

    public mutating func reset() { confusion = nil }
}

extension Metric where Self == MacroF1 {
    /// The mean of the classes' F1 scores.
    public static var macroF1: MacroF1 { MacroF1() }
}

/// The mean of the classes' F1 scores; see ``ClassificationReport``.
public struct MacroF1: Metric {
    public static let prefersLarger = true

    /// The confusion matrix; nil before there are examples.
    public private(set) var confusion: ConfusionMatrix?

    public init() {}

    public var name: String { "macro-f1" }

    public mutating func add(_ batch: Predictions) {
        confusion = batch.confusion(addedTo: confusion.take(), for: self)
    }

    public var value: Double? { confusion.map { ClassificationReport($0).macro.f1 } }

    public mutating func reset() { confusion = nil }
}

extension Metric where Self == MacroF1 {
    /// The mean of the classes' F1 scores.
    public static var macroF1: MacroF1 { MacroF1() }
}

/// The accuracy: the share of examples whose class has the largest score, the first if several are largest.
///
/// Of labels of pixels `[N, height, width]` it is the pixel accuracy.
public struct Accuracy: Metric {
    public static let prefersLarger = true

    private var mean = RunningMean()

    public init() {}

    public var name: String { "accuracy" }

    public mutating func add(_ batch: Predictions) {
        let correct = zip(batch.labels(for: self), batch.predictedClasses()).count { $0 == $1 }
        mean.add(sum: Double(correct), count: batch.count)
    }

    public var value: Double? { mean.value }

    public func text(of value: Double) -> String { percent(value) }

    public mutating func reset() { mean = RunningMean() }
}

extension Metric where Self == Accuracy {
    /// The share of examples that are classified correctly.
    public static var accuracy: Accuracy { Accuracy() }
}

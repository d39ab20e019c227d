/// The share of sequences all of whose labels are predicted.
///
/// It is for a label at every step, `[N, steps]`; steps of padding, whose label is `Batch.ignoredLabel`, do not count.
public struct SequenceAccuracy: Metric {
    public static let prefersLarger = true

    private var mean = RunningMean()

    public init() {}

    public var name: String { "sequence-accuracy" }

    public mutating func add(_ batch: Predictions) {
        let isCorrect = zip(batch.labels(for: self), batch.predictedClasses()).map { $0 == $1 }
        var (start, correct) = (0, 0)
        for count in batch.labelCounts {
            if isCorrect[start..<start + count].allSatisfy(\.self) { correct += 1 }
            start += count
        }
        mean.add(sum: Double(correct), count: batch.labelCounts.count)
    }

    public var value: Double? { mean.value }

    public func text(of value: Double) -> String { percent(value) }

    public mutating func reset() { mean = RunningMean() }
}

extension Metric where Self == SequenceAccuracy {
    /// The share of sequences all of whose labels are predicted.
    public static var sequenceAccuracy: SequenceAccuracy { SequenceAccuracy() }
}

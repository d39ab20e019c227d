import ChainruleTraining

/// Keeps the best symbol, or class, at every place of every sequence that has a label.
struct WrittenSequences: Metric {
    static let prefersLarger = false

    private(set) var symbols: [[Int32]] = []

    var name: String { "written sequences" }
    var value: Double? { nil }

    mutating func add(_ batch: Predictions) {
        var rest = batch.predictedClasses()[...]
        for count in batch.labelCounts {
            symbols.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
    }

    mutating func reset() { symbols = [] }
}

extension Evaluation {
    /// What was predicted for the labeled places of each example; in a text, what comes behind the first 0 is to be ignored.
    var writtenSequences: [[Int32]] {
        (metrics[WrittenSequences().name] as? WrittenSequences)?.symbols ?? []
    }
}

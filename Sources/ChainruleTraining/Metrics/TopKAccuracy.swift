import Chainrule

/// The share of examples whose class is among those with the k largest scores.
///
/// Of equal scores the one of the smaller class counts as larger, so that k = 1 equals ``Accuracy``, and equal scores
/// for all C classes get only k of C examples right.
public struct TopKAccuracy: Metric {
    public static let prefersLarger = true

    public let k: Int
    private var mean = RunningMean()

    /// - Precondition: k is positive.
    public init(_ k: Int) {
        require(k > 0, "TopKAccuracy: k is \(k)")
        self.k = k
    }

    public var name: String { "top-\(k)" }

    public mutating func add(_ batch: Predictions) {
        let labels = batch.labels(for: self)
        require(batch.width > 1, "TopKAccuracy: needs a score for each class, got \(batch.shape)")
        let hits = batch.outputs.withUnsafeBufferPointer { outputs in
            labels.indices.count { row in
                let start = row * batch.width
                return Self.rank(of: Int(labels[row]), in: outputs[start..<start + batch.width]) < k
            }
        }
        mean.add(sum: Double(hits), count: batch.count)
    }

    public var value: Double? { mean.value }

    public func text(of value: Double) -> String { percent(value) }

    public mutating func reset() { mean = RunningMean() }

    /// How many classes come before one; NaN comes before numbers, as for the class that is predicted.
    private static func rank(of label: Int, in scores: Swift.Slice<UnsafeBufferPointer<Float>>) -> Int {
        let place = scores.startIndex + label
        let score = scores[place]
        if score.isNaN { return scores[..<place].count { $0.isNaN } }
        return scores[..<place].count { !($0 < score) }
            + scores[place...].dropFirst().count { !($0 <= score) }
    }
}

extension Metric where Self == TopKAccuracy {
    /// The share of examples whose class is among those with the k largest scores.
    public static func topK(_ k: Int) -> TopKAccuracy { TopKAccuracy(k) }
}

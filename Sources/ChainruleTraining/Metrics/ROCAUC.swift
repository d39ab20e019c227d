import Chainrule

/// The area under the receiver operating characteristic: how likely an example of a class gets a larger score for
/// it than one of another class, where equal scores count half.
///
/// It is exact, computed from ranks, and keeps all scores and labels in memory until the reset. One score per
/// example is that of class 1. Two classes are ranked by the difference of their scores; more by the odds
/// of each class against the rest, as its probability (softmax) orders them but without the ties of probabilities that
/// round to 0 or 1, and the areas are averaged over the classes that have examples, as long as
/// other classes have some too. The value is nil with fewer than two classes, and NaN if a score is NaN.
///
/// - Complexity: keeps all scores in memory until it is reset, and sorts them for each class.
public struct ROCAUC: Metric {
    public static let prefersLarger = true

    private var scores: [Float] = []
    private var labels: [Int32] = []

    public init() {}

    private enum CodingKeys: CodingKey { case scores, labels }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        scores = try container.decode([Float].self, forKey: .scores)
        labels = try container.decode([Int32].self, forKey: .labels)
        guard labels.isEmpty ? scores.isEmpty : scores.count % labels.count == 0 && !scores.isEmpty else {
            throw DecodingError.dataCorruptedError(
                forKey: .labels, in: container, debugDescription: "as many labels as examples")
        }
    }

    public var name: String { "roc-auc" }

    public mutating func add(_ batch: Predictions) {
        let added = batch.labels(for: self)
        if added.isEmpty { return }
        require(
            scores.count * added.count == batch.outputs.count * labels.count,
            "ROCAUC: the batch has \(batch.width) scores per example, others had \(scores.count / max(labels.count, 1))"
        )
        scores += batch.outputs
        labels += added
    }

    public var value: Double? {
        if scores.contains(where: \.isNaN) { return .nan }
        if labels.isEmpty { return nil }
        let width = scores.count / labels.count
        if width == 1 { return area(of: 1, scores) }
        let odds = LogOdds.ofClasses(scores, width: width)
        func areaAgainstRest(_ label: Int) -> Double? {
            area(of: label, stride(from: label, to: odds.count, by: width).map { odds[$0] })
        }
        if width == 2 { return areaAgainstRest(1) }
        let areas = (0..<width).compactMap(areaAgainstRest)
        return areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
    }

    public mutating func reset() { self = ROCAUC() }

    /// The area for one class from the ranks of its examples (Mann and Whitney): the ranks of equal scores are the
    /// mean of their places.
    private func area(of label: Int, _ scores: [some Comparable]) -> Double? {
        let positives = labels.count { $0 == label }
        let negatives = labels.count - positives
        if positives == 0 || negatives == 0 { return nil }
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        var rankSum = 0.0
        var start = 0
        while start < order.count {
            let equal = order[start...].prefix { scores[$0] == scores[order[start]] }
            let rank = Double(start + 1 + equal.endIndex) / 2
            rankSum += rank * Double(equal.count { labels[$0] == label })
            start = equal.endIndex
        }
        let least = Double(positives) * Double(positives + 1) / 2
        return (rankSum - least) / (Double(positives) * Double(negatives))
    }
}

extension Metric where Self == ROCAUC {
    /// The area under the receiver operating characteristic.
    public static var rocAUC: ROCAUC { ROCAUC() }
}

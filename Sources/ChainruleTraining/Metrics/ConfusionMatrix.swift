import Chainrule

/// How often each class was predicted for each true class.
public struct ConfusionMatrix: Sendable, Equatable, Codable {
    /// `counts[truth][prediction]`.
    public private(set) var counts: [[Int]]

    public init(classCount: Int) {
        counts = Array(repeating: Array(repeating: 0, count: classCount), count: classCount)
    }

    private enum CodingKeys: CodingKey { case counts }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        counts = try container.decode([[Int]].self, forKey: .counts)
        let possible = 0...Int.largestCount / max(1, counts.count * counts.count)
        guard counts.allSatisfy({ $0.count == counts.count && $0.allSatisfy(possible.contains) }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .counts, in: container, debugDescription: "no square of counts")
        }
    }

    /// Counts examples by their true and predicted classes.
    public mutating func add(truth: [Int32], predictions: [Int32]) {
        for (label, prediction) in zip(truth, predictions) { counts[Int(label)][Int(prediction)] += 1 }
    }

    /// The number of examples.
    public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

    /// The number of correct predictions.
    public var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

    /// The accuracy; 0 if there are no examples.
    public var accuracy: Double { total == 0 ? 0 : Double(correct) / Double(total) }

    /// The examples of a class.
    package func exampleCount(ofClass label: Int) -> Int { counts[label].reduce(0, +) }

    /// Examples of one class that were classified as another.
    public struct Confusion: Sendable, Equatable {
        /// Their true class.
        public let truth: Int
        /// The predicted class.
        public let prediction: Int
        /// Their number.
        public let count: Int
    }

    /// The pairs of classes that are confused most often, the worst first; none without an example.
    ///
    /// - Parameter limit: the maximum number of pairs.
    public func mostConfused(_ limit: Int) -> [Confusion] {
        let pairs = counts.enumerated().flatMap { truth, row in
            row.enumerated().compactMap { prediction, count in
                truth == prediction || count == 0
                    ? nil : Confusion(truth: truth, prediction: prediction, count: count)
            }
        }
        // Of equals the first: sorting keeps no order by itself.
        return Array(
            pairs.sorted { ($1.count, $0.truth, $0.prediction) < ($0.count, $1.truth, $1.prediction) }
                .prefix(limit))
    }

    /// A table with a row per true class and a column per predicted class, and the recall of each class.
    public func table(classNames: [String]) -> String {
        let texts = classNames + counts.joined().map(String.init)
        let width = texts.map(\.count).reduce(3, max)
        let nameWidth = max(width, "true".count)
        func line(_ name: String, _ cells: [String], _ share: String) -> String {
            name.leftPadded(to: nameWidth) + " │" + cells.map { " " + $0.leftPadded(to: width) }.joined()
                + share
        }
        let rule =
            String(repeating: "─", count: nameWidth + 1) + "┼"
            + String(repeating: "─", count: (width + 1) * classNames.count + Self.shareWidth)
        let rows = zip(classNames, counts).enumerated().map { index, row in
            line(
                row.0, row.1.map { $0 == 0 ? "·" : "\($0)" }, share(of: index).leftPadded(to: Self.shareWidth)
            )
        }
        return ([line("true", classNames, ""), rule] + rows).joined(separator: "\n")
    }

    private static let shareWidth = 9

    /// The share recognized of one class, in words.
    private func share(of label: Int) -> String {
        let count = exampleCount(ofClass: label)
        return count == 0 ? "none" : percent(Double(counts[label][label]) / Double(count))
    }
}

extension Predictions {
    /// A metric's confusion matrix with these examples added.
    ///
    /// - Parameter matrix: what the metric has counted so far; nil if nothing.
    func confusion(addedTo matrix: ConfusionMatrix?, for metric: some Metric) -> ConfusionMatrix? {
        let labels = labels(for: metric)
        if labels.isEmpty { return matrix }
        var matrix = matrix ?? ConfusionMatrix(classCount: classCount)
        require(
            matrix.counts.count == classCount,
            "\(type(of: metric)): \(classCount) classes after \(matrix.counts.count)")
        matrix.add(truth: labels, predictions: predictedClasses())
        return matrix
    }
}

/// A share as people read it: `97.53 %`.
package func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) %"
}

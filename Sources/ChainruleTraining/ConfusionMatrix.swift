/// How often each class was taken for each other one.
public struct ConfusionMatrix: Sendable, Equatable, Codable {
    /// `counts[truth][prediction]`.
    public private(set) var counts: [[Int]]

    public init(classCount: Int) {
        counts = Array(repeating: Array(repeating: 0, count: classCount), count: classCount)
    }

    /// Counts examples by their true and predicted classes.
    public mutating func add(truth: [Int32], predictions: [Int32]) {
        for (label, prediction) in zip(truth, predictions) { counts[Int(label)][Int(prediction)] += 1 }
    }

    /// The number of examples.
    public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

    /// The number of examples that were recognized.
    public var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

    /// The share of examples that were recognized; 0 if there are none.
    public var accuracy: Double { total == 0 ? 0 : Double(correct) / Double(total) }

    /// A table with a row per true class and a column per predicted class, and each class's share recognized.
    public func table(classNames: [String]) -> String {
        let width = max(
            3, classNames.map(\.count).max() ?? 0, counts.joined().map { String($0).count }.max() ?? 0)
        func padded(_ text: String, to width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        let nameWidth = max(4, width)
        var lines = [
            padded("true", to: nameWidth) + " │" + classNames.map { " " + padded($0, to: width) }.joined()
        ]
        lines.append(
            String(repeating: "─", count: nameWidth + 1) + "┼"
                + String(repeating: "─", count: (width + 1) * classNames.count + 9))
        for (name, row) in zip(classNames, counts) {
            let share = row.reduce(0, +) == 0 ? 0 : Double(row[lines.count - 2]) / Double(row.reduce(0, +))
            lines.append(
                padded(name, to: nameWidth) + " │"
                    + row.map { " " + padded($0 == 0 ? "·" : "\($0)", to: width) }.joined()
                    + padded(percent(share), to: 9))
        }
        return lines.joined(separator: "\n")
    }
}

/// A share as people read it: `97.53 %`.
package func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) %"
}

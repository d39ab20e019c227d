import Chainrule

/// Precision, recall and F1 of every class.
public struct ClassificationReport: Sendable, Equatable {
    /// The scores of one class, or their mean over classes.
    public struct Scores: Sendable, Equatable {
        /// Of the examples predicted as this class, the share that belong to it; 0 if there are none.
        public let precision: Double
        /// Of the examples of this class, the share predicted as it; 0 if there are none.
        public let recall: Double
        /// The harmonic mean of both, 2·hits / (examples + predictions); 0 if the class does not occur.
        public let f1: Double
        /// The number of examples of this class, or of all classes.
        public let examples: Int
    }

    /// The scores of every class.
    public let classes: [Scores]
    /// The means over the classes that occur among the examples or the predictions, with equal weights; 0 if
    /// none does.
    public let macro: Scores

    public init(_ confusion: ConfusionMatrix) {
        func share(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
        let counts = confusion.counts
        let examples = counts.map { $0.reduce(0, +) }
        let predictions = counts.indices.map { label in counts.reduce(0) { $0 + $1[label] } }
        let classes = counts.indices.map { label in
            let hits = counts[label][label]
            return Scores(
                precision: share(hits, predictions[label]), recall: share(hits, examples[label]),
                f1: share(2 * hits, examples[label] + predictions[label]), examples: examples[label])
        }
        let occurring = classes.indices.filter { examples[$0] + predictions[$0] > 0 }.map { classes[$0] }
        func mean(_ score: (Scores) -> Double) -> Double {
            occurring.isEmpty ? 0 : occurring.reduce(0) { $0 + score($1) } / Double(occurring.count)
        }
        self.classes = classes
        macro = Scores(
            precision: mean(\.precision), recall: mean(\.recall), f1: mean(\.f1),
            examples: examples.reduce(0, +))
    }

    /// A table with a row per class and one for the means.
    public func table(classNames: [String]) -> String {
        let rows = zip(classNames + ["mean"], classes + [macro])
        let width = rows.map(\.0.count).max()!
        func line(_ cells: [String]) -> String {
            cells[0].leftPadded(to: width) + " │" + cells.dropFirst().map { $0.leftPadded(to: 10) }.joined()
        }
        let rule = String(repeating: "─", count: width + 1) + "┼" + String(repeating: "─", count: 40)
        var lines = rows.map { name, scores in
            line([name] + [scores.precision, scores.recall, scores.f1].map(percent) + ["\(scores.examples)"])
        }
        lines.insert(rule, at: lines.count - 1)
        return ([line(["", "precision", "recall", "F1", "examples"]), rule] + lines).joined(separator: "\n")
    }
}

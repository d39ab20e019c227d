import Chainrule
import ChainruleTraining

/// A confusion matrix as a terminal shows it: whole if it is narrow enough, else the pairs confused most often.
enum ConfusionReport {
    private static let pairCount = 10

    /// - Parameter width: the columns of a line.
    static func text(_ confusion: ConfusionMatrix, classNames: [String], width: Int) -> String {
        let table = confusion.table(classNames: classNames)
        let tableWidth = table.split(separator: "\n").prefix(2).map { String($0).displayWidth }.max() ?? 0
        if tableWidth <= width { return table }
        let all = "of \(classNames.count) classes, whose matrix is \(tableWidth) columns wide"
        let pairs = confusion.mostConfused(Self.pairCount)
        if pairs.isEmpty { return "no classes are confused, \(all)" }
        let rows = pairs.map { pair in
            (
                truth: classNames[pair.truth], prediction: classNames[pair.prediction],
                count: "\(pair.count)",
                share: percent(Double(pair.count) / Double(confusion.exampleCount(ofClass: pair.truth)))
            )
        }
        // What is left beside the numbers.
        let nameWidth = max(4, (width - 26) / 2)
        let truthWidth = columnWidth("true", rows.map(\.truth), atMost: nameWidth)
        let predictionWidth = columnWidth("predicted", rows.map(\.prediction), atMost: nameWidth)
        func line(_ truth: String, _ prediction: String, _ count: String, _ share: String) -> String {
            fitted(truth, truthWidth) + "  " + fitted(prediction, predictionWidth)
                + count.leftPadded(to: 10) + "  " + share.leftPadded(to: 12)
        }
        let heading = line("true", "predicted", "examples", "of the class")
        return
            (["classes confused most often, \(all)", heading]
            + rows.map { line($0.truth, $0.prediction, $0.count, $0.share) }).joined(separator: "\n")
    }

    private static func columnWidth(_ title: String, _ names: [String], atMost limit: Int) -> Int {
        min(limit, names.map(\.displayWidth).reduce(title.count, max))
    }

    /// A name, shortened or padded to exactly `width` columns; what tells names apart is often at their end.
    private static func fitted(_ name: String, _ width: Int) -> String {
        var shown = name
        if name.displayWidth > width {
            let head = name.prefix(displayWidth: (width - 1) / 2) + "…"
            let tail = String(name.reversed()).prefix(displayWidth: width - head.displayWidth)
            shown = head + String(tail.reversed())
        }
        return shown + String(repeating: " ", count: width - shown.displayWidth)
    }
}

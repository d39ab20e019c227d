import Chainrule
import ChainruleTraining

/// A confusion matrix as a table with shaded cells; of many classes the pairs that are confused most often.
struct ConfusionTable {
    private static let mostClasses = 25
    private static let mostPairs = 20

    let confusion: ConfusionMatrix
    let classNames: [String]

    var html: String { classNames.count <= Self.mostClasses ? matrix : pairs }

    private var matrix: String {
        let head = classNames.map { "<th scope=\"col\">\(markup($0))</th>" }.joined()
        let rows = confusion.counts.enumerated().map { truth, row in
            let total = max(1, row.reduce(0, +))
            let cells = row.enumerated().map { prediction, count -> String in
                // The share of the class decides about the shade; mistakes are to be seen, too.
                let share = Double(count) / Double(total)
                let shade = truth == prediction ? share * 0.85 : min(1, share * 4) * 0.85
                let kinds = (truth == prediction ? ["right"] : []) + (shade > 0.5 ? ["dark"] : [])
                let kind = kinds.isEmpty ? "" : " class=\"\(kinds.joined(separator: " "))\""
                let text = count == 0 ? "<span aria-label=\"0\">·</span>" : "\(count)"
                return "<td\(kind) style=\"--share:\(Double((shade * 100).rounded()) / 100)\">\(text)</td>"
            }
            return "<tr><th scope=\"row\">\(markup(classNames[truth]))</th>\(cells.joined())</tr>"
        }
        return """
            <p class="muted">\(confusion.correct) of \(confusion.total) examples of the validation set are right. A row for each true \
            class, a column for each predicted one; mistakes are shaded four times as strongly as right answers.</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix"><table class="confusion">
            <thead><tr><th scope="col">true</th>\(head)</tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
            """
    }

    private var pairs: String {
        let rows = confusion.mostConfused(Self.mostPairs).map { pair in
            [
                classNames[pair.truth], classNames[pair.prediction], "\(pair.count)",
                percent(Double(pair.count) / Double(confusion.exampleCount(ofClass: pair.truth))),
            ]
        }
        return HTML.table(
            ["true", "predicted", "examples", "of the class"], rows, numeric: [2, 3],
            caption:
                "\(confusion.correct) of \(confusion.total) examples of the validation set are right. The pairs of \(classNames.count) classes that are confused most often."
        )
    }
}

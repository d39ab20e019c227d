import ChainruleData
import ChainruleTraining
import Foundation

/// What `chainrule data describe` prints.
enum DescriptionReport {
    /// More columns or classes than these are left out.
    private static let rowLimit = 100
    private static let widestName = 30

    static func text(of description: DataDescription) -> String {
        let shape = description.shape.map(String.init).joined(separator: " × ")
        let counts = description.parts.map { "\($0.count) \($0.name)" }.joined(separator: " and ")
        let findings = description.findings.map { "  \($0)" }
        let sections =
            description.parts.flatMap { part in [features(of: part), classes(of: part)] }
            + [
                ([findings.isEmpty ? "nothing looks wrong" : "worth a look"] + findings).joined(
                    separator: "\n")
            ]
        return (["\(description.name): \(counts) examples of \(shape)"] + sections.filter { !$0.isEmpty })
            .joined(separator: "\n\n")
    }

    private static func features(of part: DataDescription.Part) -> String {
        let summaries = part.features + (part.target.map { [$0] } ?? [])
        if summaries.isEmpty { return "" }
        let rows = summaries.prefix(rowLimit).map { summary in
            let numbers = [summary.minimum, summary.maximum, summary.mean, summary.deviation]
            return [summary.name] + numbers.map { $0.map(significant) ?? "" } + ["\(summary.missing)"]
        }
        let header = [part.name, "minimum", "maximum", "mean", "deviation", "missing"]
        return table([header] + rows, left: summaries.count - rows.count)
    }

    private static func classes(of part: DataDescription.Part) -> String {
        guard let largest = part.classes.map(\.count).max() else { return "" }
        let labelled = part.count - part.missingTargets
        let rows = part.classes.prefix(rowLimit).map { each in
            let share = Double(each.count) / Double(max(1, labelled))
            let drawn = bar(Double(each.count) / Double(max(1, largest)), width: 20)
            return [each.name, "\(each.count)", percent(share), drawn]
        }
        let header = ["class of \(part.name)", "examples", "share", "of the largest"]
        return table([header] + rows, left: part.classes.count - rows.count)
    }

    /// Names to the left, everything else to the right.
    private static func table(_ rows: [[String]], left: Int) -> String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
        let lines = rows.map { row in
            let cells = zip(row, widths).dropFirst().map { $0.leftPadded(to: $1 + 3) }
            return row[0].rightPadded(to: min(widths[0], widestName)) + cells.joined()
        }
        return (lines + (left > 0 ? ["and \(left) more"] : [])).joined(separator: "\n")
    }

    /// A number with as many digits as tell something.
    private static func significant(_ number: Double) -> String { String(format: "%.5g", number) }
}

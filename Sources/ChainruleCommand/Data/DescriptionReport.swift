import Chainrule
import ChainruleData
import ChainruleTraining
import Foundation

/// What `chainrule data describe` prints.
enum DescriptionReport {
    /// More columns or classes than these are left out.
    private static let rowLimit = 100
    private static let widestName = 30

    static func text(of description: PathDescription) -> String {
        switch description {
        case .examples(let examples): text(of: examples)
        case .texts(let texts): text(of: texts)
        case .arrays(let arrays): text(of: arrays)
        }
    }

    static func json(of description: PathDescription) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let data =
            switch description {
            case .examples(let examples): try encoder.encode(examples)
            case .texts(let texts): try encoder.encode(texts)
            case .arrays(let arrays): try encoder.encode(arrays)
            }
        return String(decoding: data, as: UTF8.self)
    }

    private static func text(of description: DataDescription) -> String {
        let shape = description.shape.map(String.init).joined(separator: " × ")
        let counts = description.parts.map { "\($0.count) \($0.name)" }.joined(separator: " and ")
        let noun = description.parts.map(\.count) == [1] ? "example" : "examples"
        let sections = description.parts.flatMap { part in [features(of: part), classes(of: part)] }
        let readings = description.parts.compactMap { part in part.reading.map { "\(part.name): \($0)" } }
        let opening = ["\(description.name.singleLine): \(counts) \(noun) of \(shape)"] + readings
        return
            ([opening.map(\.singleLine).joined(separator: "\n")]
            + sections.filter { !$0.isEmpty } + [findings(description.findings)]).joined(separator: "\n\n")
    }

    private static func text(of texts: [TextDescription]) -> String {
        let rows = texts.map { text in
            let length = text.lineLength
            return [text.name]
                + [text.lines, text.emptyLines, text.characters, text.distinctCharacters].map(String.init)
                + [length.minimum, length.maximum, length.mean].map(significant)
        }
        let header = [
            "text", "lines", "empty", "characters", "distinct", "shortest line", "longest", "mean",
        ]
        return table([header] + rows, left: 0) + "\n\n" + findings(texts.flatMap(\.findings))
    }

    private static func text(of arrays: [ArrayDescription]) -> String {
        let rows = arrays.map { array in
            let numbers = array.summary
            let shape = array.shape.map(String.init).joined(separator: " × ")
            return [array.name, shape.isEmpty ? "scalar" : shape, array.elementType]
                + [numbers.minimum, numbers.maximum, numbers.mean, numbers.deviation].map(significant)
        }
        let header = ["array", "shape", "type", "minimum", "maximum", "mean", "deviation"]
        return table([header] + rows, left: 0) + "\n\n" + findings(arrays.flatMap(\.findings))
    }

    private static func findings(_ findings: [DataFinding]) -> String {
        ([findings.isEmpty ? "no problems found" : "possible problems"] + findings.map { "  \($0)" })
            .joined(separator: "\n")
    }

    private static func features(of part: DataDescription.Part) -> String {
        let summaries = part.features + (part.target.map { [$0] } ?? [])
        if summaries.isEmpty { return "" }
        let rows = summaries.prefix(rowLimit).map { summary in
            [summary.name]
                + [summary.minimum, summary.maximum, summary.mean, summary.deviation].map(significant)
                + ["\(summary.missing)"]
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
        let rows = rows.map { $0.map(\.singleLine) }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
        let lines = rows.map { row in
            let cells = zip(row, widths).dropFirst().map { $0.leftPadded(to: $1 + 3) }
            return row[0].rightPadded(to: min(widths[0], widestName)) + cells.joined()
        }
        return (lines + (left > 0 ? ["and \(left) more"] : [])).joined(separator: "\n")
    }

    /// A number with its significant digits; empty for nil.
    private static func significant(_ number: Double?) -> String {
        number.map { String(format: "%.5g", $0) } ?? ""
    }
}

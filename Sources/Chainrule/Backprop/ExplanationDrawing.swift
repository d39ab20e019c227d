extension Explanation {
    /// The graph in Graphviz's DOT language, drawn as on a whiteboard: leaves are boxes, operations are
    /// rounded, and every wire carries its value above in green and its gradient below in red.
    ///
    /// Scalar constants without a name are drawn as bare numbers; name an input to see its wire.
    ///
    /// ```sh
    /// dot -Tsvg graph.dot -o graph.svg
    /// ```
    public var dot: String {
        // A number that is broadcast is drawn once, where it is used.
        let used = Set(rows.filter { $0.literal == nil }.flatMap(\.inputs) + [rows.count])
        let drawn = rows.filter { $0.literal == nil || used.contains($0.number) }
        return """
            digraph explanation {
              rankdir=LR; nodesep=0.3; ranksep=0.15
              node [fontname="Helvetica", fontsize=14, color="#57606a"]
              edge [color="#57606a", arrowsize=0.7]
            \(drawn.flatMap(statements).map { "  \($0)" }.joined(separator: "\n"))
            }

            """
    }

    /// The node of a row, its wire, and the wires that lead to it.
    private func statements(for row: Row) -> [String] {
        if let literal = row.literal { return ["n\(row.number) [shape=plain, label=<\(markup(literal))>]"] }
        let wires = row.inputs.map { input in
            "\(rows[input - 1].literal == nil ? "w\(input):e" : "n\(input)") -> n\(row.number)"
        }
        return [
            "n\(row.number) [\(shape(of: row)), label=<\(label(of: row))>]",
            "w\(row.number) [shape=plain, label=<\(wire(from: row))>]",
            "n\(row.number) -> w\(row.number):w [arrowhead=none]",
        ] + wires
    }

    private func shape(of row: Row) -> String {
        if row.inputs.isEmpty { return "shape=box" }
        let isSymbol = operationSymbols[row.operation] != nil && row.attributes.isEmpty
        return isSymbol ? "shape=circle, margin=0.02" : "shape=box, style=rounded"
    }

    private func label(of row: Row) -> String {
        let isLeaf = row.inputs.isEmpty
        let title = isLeaf ? row.name ?? row.operation : operationSymbols[row.operation] ?? row.operation
        let details = isLeaf && row.type.shape.rank > 0 ? "\(row.type)" : row.attributes
        return details.isEmpty ? markup(title) : "\(markup(title))<br/>\(small(details))"
    }

    /// A table whose rule is a piece of the wire.
    private func wire(from row: Row) -> String {
        // A leaf has its name in its box.
        let name = row.inputs.isEmpty ? nil : row.name
        let value = colored(row.value.briefText, "#1a7f37")
        let gradient = row.gradient.map { colored($0.briefText, "#cf222e") } ?? (hasGradients ? "–" : " ")
        let top = name.map { "\(markup($0)) = \(value)" } ?? value
        return """
            <table border="0" cellborder="0" cellspacing="0" cellpadding="2">\
            <tr><td>\(top)</td></tr><hr/><tr><td>\(gradient)</td></tr></table>
            """
    }

    private func colored(_ text: String, _ color: String) -> String {
        "<font color=\"\(color)\">\(markup(text))</font>"
    }

    private func small(_ text: String) -> String { "<font point-size=\"10\">\(markup(text))</font>" }
}

/// How operations are written on a whiteboard, where their name is not what one writes.
private let operationSymbols = [
    "add": "+", "subtract": "−", "multiply": "×", "divide": "÷", "negate": "×−1", "reciprocal": "1/x",
    "sigmoid": "σ", "sum": "Σ",
]

/// The text with the characters escaped that mean something in Graphviz's HTML-like labels.
private func markup(_ text: String) -> String {
    // An empty label would be an error of syntax.
    if text.isEmpty { return " " }
    return text.map { character in
        switch character {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        case let other where other.isNewline: "<br/>"
        default: String(character)
        }
    }.joined()
}

extension Explanation: CustomStringConvertible {
    /// A table with a line per node; `–` stands where no gradient flows.
    public var description: String {
        var columns = [
            TextColumn("#", rows.map { .number("\($0.number)") }),
            TextColumn("name", rows.map { .text($0.name ?? $0.literal ?? "") }),
            TextColumn("operation", rows.map { .text($0.fullOperation) }),
            TextColumn("inputs", rows.map { .text(labels(of: $0.inputs)) }),
            TextColumn("type", rows.map { .text("\($0.type)") }),
            TextColumn("value", rows.map { Self.cell($0.value) }),
        ]
        if hasGradients {
            columns.append(TextColumn("gradient", rows.map { $0.gradient.map(Self.cell) ?? .number("–") }))
        }
        return table(of: columns)
    }

    private static func cell(_ value: Tensor) -> TextColumn.Cell {
        value.rank == 0 ? .number(value.briefText) : .text(value.briefText)
    }

    /// What the rows are called; of more than six the first three and the last.
    private func labels(of numbers: [Int]) -> String {
        var labels = numbers.map { rows[$0 - 1].label }
        if labels.count > 6 { labels.replaceSubrange(3..<labels.count - 1, with: ["..."]) }
        return labels.joined(separator: ", ")
    }
}

/// A column of a printed table: numbers have their points one below the other, text starts at the left.
private struct TextColumn {
    enum Cell {
        case text(String)
        case number(String)
    }

    let header: String
    /// All as wide as the widest.
    let cells: [String]
    let width: Int

    init(_ title: String, _ cells: [Cell]) {
        let numbers = cells.compactMap {
            if case .number(let number) = $0 { Self.halves(number) } else { nil }
        }
        let whole = numbers.map(\.whole.count).max() ?? 0
        let rest = numbers.map(\.rest.count).max() ?? 0
        let words = cells.map { cell in
            switch cell {
            case .text(let text):
                return text.split(whereSeparator: \.isNewline).joined(separator: " ")
            case .number(let number):
                let (digits, decimals) = Self.halves(number)
                return digits.leftPadded(to: whole) + decimals.rightPadded(to: rest)
            }
        }
        let width = max(title.count, words.map(\.count).max() ?? 0)
        // Columns of nothing but numbers stand at the right.
        let isNumeric = numbers.count == cells.count
        func aligned(_ word: String) -> String {
            isNumeric ? word.leftPadded(to: width) : word.rightPadded(to: width)
        }
        header = aligned(title)
        self.cells = words.map(aligned)
        self.width = width
    }

    private static func halves(_ number: String) -> (whole: String, rest: String) {
        let point = number.firstIndex(of: ".") ?? number.endIndex
        return (String(number[..<point]), String(number[point...]))
    }
}

private func table(of columns: [TextColumn]) -> String {
    func line(_ words: [String]) -> String {
        String(words.joined(separator: "  ")[...].trimmingSuffix(" "))
    }
    let rule = String(repeating: "─", count: columns.map(\.width).reduce(0, +) + 2 * (columns.count - 1))
    let body = columns[0].cells.indices.map { row in line(columns.map { $0.cells[row] }) }
    return ([line(columns.map(\.header)), rule] + body).joined(separator: "\n")
}

extension ExampleRows {
    /// The rows of tables with the same columns, such as a training and a validation table.
    ///
    /// A column with cells that are no numbers is one of text. The label is a class if it is text or a whole
    /// number of few different ones, and else a number.
    ///
    /// - Parameters:
    ///   - tables: The tables, and what the parts are called.
    ///   - label: The column that is to be predicted, if there is one.
    /// - Throws: `DataError.malformed` when the tables differ in their columns or have no such label.
    public static func parts(
        _ tables: [(table: Table, part: String)], label: TableColumn? = nil
    ) throws(DataError) -> [ExampleRows] {
        guard let first = tables.first?.table else { return [] }
        for (table, _) in tables where table.columnNames != first.columnNames {
            throw .malformed(
                source: table.source, found: "the columns \(table.columnNames.joined(separator: ", "))",
                expected: "\(first.columnNames.joined(separator: ", ")) as in \(first.source)")
        }
        let labelIndex: Int?
        if let label { labelIndex = try first.index(of: label) } else { labelIndex = nil }
        var (columns, target): ([JoinedColumn], JoinedColumn?) = ([], nil)
        for index in first.columnNames.indices {
            let joined = JoinedColumn(
                try tables.map { each throws(DataError) in try each.table.column(.index(index)) })
            if index == labelIndex { target = joined } else { columns.append(joined) }
        }
        let features = columns.map { Feature($0.name, isText: $0.isText) }
        let numbers = columns.map { $0.numbers() }
        let targets = target?.targets()
        return tables.indices.map { part in
            let count = tables[part].table.rowCount
            var values: [Double] = []
            values.reserveCapacity(count * columns.count)
            for row in 0..<count {
                for column in numbers { values.append(column[part][row]) }
            }
            var rows = ExampleRows(
                features: features, values: values, targets: targets?[part] ?? .none, part: tables[part].part)
            rows.mixedColumns = (columns + (target.map { [$0] } ?? [])).compactMap {
                $0.mixture(ofPart: part)
            }
            return rows
        }
    }

    /// A column of text most of whose cells are numbers.
    struct MixedColumn: Sendable {
        let name: String
        let numberCount: Int
        let textCount: Int
        /// The first cell that is not a number.
        let text: String
    }
}

/// A column of several tables, in which equal texts stand for equal numbers.
private struct JoinedColumn {
    private let parts: [Table.Column]
    /// The cells of every part, NaN where one is missing; nil if one of them is not a number.
    private let doubles: [[Double]]?

    var name: String { parts[0].name }
    var isText: Bool { doubles == nil }

    init(_ parts: [Table.Column]) {
        self.parts = parts
        let numeric = parts.compactMap(\.doubles)
        doubles = numeric.count == parts.count ? numeric : nil
    }

    /// For every part its numbers, or those that stand for its texts; NaN where a cell is missing.
    func numbers() -> [[Double]] {
        if let doubles { return doubles }
        var known: [String: Double] = [:]
        return parts.map { part in
            part.cells.map { cell in
                guard let cell else { return .nan }
                let number = known[cell] ?? Double(known.count)
                known[cell] = number
                return number
            }
        }
    }

    /// The targets of every part.
    func targets() -> [ExampleRows.Targets] {
        let texts = parts.reduce(into: Set()) { texts, part in texts.formUnion(part.cells.compactMap(\.self))
        }
        if let doubles, !areClasses(texts) { return doubles.map { .numbers($0, name: name) } }
        let names = texts.inClassOrder
        let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        return parts.map { part in
            .classes(part.cells.map { cell in cell.flatMap { numbers[$0] } }, names: names)
        }
    }

    /// Whether numbers are likely to be those of classes: whole, and on average twice there.
    private func areClasses(_ texts: Set<String>) -> Bool {
        let count = parts.reduce(0) { $0 + $1.cells.count }
        return texts.count <= min(100, count / 2) && texts.allSatisfy { Int($0) != nil }
    }

    /// What keeps a column from being one of numbers; nil if it is one, or is meant to be text.
    func mixture(ofPart part: Int) -> ExampleRows.MixedColumn? {
        if !isText { return nil }
        let cells = parts[part].cells.compactMap(\.self)
        let texts = cells.filter { Double(cell: $0) == nil }
        guard let text = texts.first, texts.count < cells.count - texts.count else { return nil }
        return .init(
            name: name, numberCount: cells.count - texts.count, textCount: texts.count, text: text)
    }
}

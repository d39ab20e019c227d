extension ExampleRows {
    /// The rows of tables with the same columns, such as one to learn from and one that is held out.
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
        return try tables.indices.map { part throws(DataError) in
            let numbers = try columns.map { column throws(DataError) in try column.numbers(ofPart: part) }
            let rowCount = tables[part].table.rowCount
            return ExampleRows(
                features: features, values: (0..<rowCount).flatMap { row in numbers.map { $0[row] } },
                targets: try target?.targets(ofPart: part) ?? .none, part: tables[part].part)
        }
    }
}

/// A column of several tables, in which equal texts stand for equal numbers.
private struct JoinedColumn {
    let name: String
    let isText: Bool
    private let parts: [Table.Column]
    private let texts: [String]

    init(_ parts: [Table.Column]) {
        self.parts = parts
        name = parts[0].name
        isText = !parts.allSatisfy(\.isNumeric)
        texts = Set(parts.flatMap(\.distinct)).sorted {
            if let first = Int($0), let second = Int($1), first != second { first < second } else { $0 < $1 }
        }
    }

    /// The numbers of one part, or those that stand for its texts; NaN where a cell is missing.
    func numbers(ofPart part: Int) throws(DataError) -> [Double] {
        if !isText { return try parts[part].numbers().map { Double($0) } }
        return classNumbers(ofPart: part).map { $0.map { Double($0) } ?? .nan }
    }

    func targets(ofPart part: Int) throws(DataError) -> ExampleRows.Targets {
        if isText || isOfClasses { return .classes(classNumbers(ofPart: part), names: texts) }
        return .numbers(try numbers(ofPart: part), name: name)
    }

    /// Whether numbers are likely to be those of classes: whole, and on average twice there.
    private var isOfClasses: Bool {
        let count = parts.reduce(0) { $0 + $1.cells.count }
        return texts.allSatisfy { Int($0) != nil } && texts.count <= min(100, count / 2)
    }

    private func classNumbers(ofPart part: Int) -> [Int?] {
        let numbers = Dictionary(uniqueKeysWithValues: zip(texts, texts.indices))
        return parts[part].cells.map { cell in cell.flatMap { numbers[$0] } }
    }
}

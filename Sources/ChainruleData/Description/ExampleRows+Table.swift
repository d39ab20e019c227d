extension ExampleRows {
    /// The rows of tables with the same columns, such as a training and a validation table.
    ///
    /// The first table decides: a column with cells that are not numbers there is text in all of them, and the
    /// label is a class if it is text there or a whole number of few different ones, and else a number. Columns
    /// are found by their names if there are headers; a later table may lack the label.
    ///
    /// - Parameters:
    ///   - tables: The tables, and what the parts are called.
    ///   - label: The column that is to be predicted, if there is one.
    /// - Throws: `DataError.malformed` when the tables differ in their columns or have no such label.
    public static func parts(
        _ tables: [(table: Table, part: String)], label: TableColumn? = nil
    ) throws(DataError) -> [ExampleRows] {
        guard let first = tables.first?.table else { return [] }
        let labelIndex = try label.map { label throws(DataError) in try first.index(of: label) }
        var (columns, target): ([JoinedColumn], JoinedColumn?) = ([], nil)
        let places = try tables.map { each throws(DataError) in
            try each.table.places(ofColumnsIn: first, optional: labelIndex)
        }
        for index in first.columnNames.indices {
            let joined = JoinedColumn(
                first.columnNames[index], zip(tables, places).map { ($0.table, $1[index]) })
            if index == labelIndex { target = joined } else { columns.append(joined) }
        }
        let texts = try TextNumbers(columns, in: tables.map(\.table))
        let targets = try target.map { target throws(DataError) in try target.targets() }
        let features = columns.map { Feature($0.name, isText: $0.isText) }
        return try tables.indices.map { part throws(DataError) in
            let table = tables[part].table
            var rows = ExampleRows(
                features: features, count: table.rowCount, targets: targets?[part] ?? .none,
                part: tables[part].part
            ) { [columns] index, row in
                table.withRow(index) { cells in
                    for (position, column) in columns.enumerated() {
                        row[position] = column.number(in: cells, part: part, texts.numbers[position])
                    }
                }
            }
            rows.reading = table.reading
            rows.notes = table.notes
            rows.mixedColumns = (columns + (target.map { [$0] } ?? [])).compactMap {
                $0.mixture(ofPart: part)
            }
            return rows
        }
    }

    /// A column that holds both numbers and text.
    struct MixedColumn: Sendable {
        let name: String
        let numberCount: Int
        let textCount: Int
        /// The first cell that is not a number.
        let text: String
        /// Whether all of it is taken for text, or its texts for missing numbers.
        let isText: Bool
    }
}

extension Table {
    /// Where the columns of another table are in this one; nil where the optional one is not there.
    fileprivate func places(ofColumnsIn first: Table, optional: Int?) throws(DataError) -> [Int?] {
        if columnNames == first.columnNames { return Array(columnNames.indices) }
        func differing() -> DataError {
            .malformed(
                source: source, found: "the columns \(columnNames.joined(separator: ", "))",
                expected: "\(first.columnNames.joined(separator: ", ")) as in \(first.source)")
        }
        guard format.header == true, Set(columnNames).count == columnNames.count else { throw differing() }
        let places = first.columnNames.map { columnNames.firstIndex(of: $0) }
        let missing = places.indices.filter { places[$0] == nil }
        guard missing.allSatisfy({ $0 == optional }), columnNames.count == places.count - missing.count else {
            throw differing()
        }
        return places
    }
}

/// A column of several tables, in which equal texts stand for equal numbers.
private struct JoinedColumn: Sendable {
    let name: String
    /// The tables, and the place of the column in each of them; nil where it is not there.
    private let parts: [(table: Table, place: Int?)]
    /// Whether the first table that knows something of the column has text in it.
    let isText: Bool

    init(_ name: String, _ parts: [(table: Table, place: Int?)]) {
        self.name = name
        self.parts = parts
        let known = parts.first { part in part.place.map { !part.table.layout.tallies[$0].isEmpty } ?? false }
        isText = known.map { !$0.table.isNumeric($0.place!) } ?? false
    }

    /// The number in a cell, or the code of its text; NaN if it is missing or of the wrong kind.
    func number(in row: Table.Row, part: Int, _ texts: [String: Double]) -> Double {
        if isText { return text(in: row, part: part).flatMap { texts[$0] } ?? .nan }
        guard let place = parts[part].place, !row.isMissing(place) else { return .nan }
        return row.number(place) ?? .nan
    }

    /// Nil where it is missing.
    func text(in row: Table.Row, part: Int) -> String? {
        guard let place = parts[part].place, !row.isMissing(place) else { return nil }
        return row.text(place)
    }

    /// Calls `body` with the text of each row of a table, nil where it is missing.
    private func forEachText(ofPart part: Int, _ body: (String?) -> Void) throws(DataError) {
        try parts[part].table.forEachRow { _, row throws(DataError) in body(text(in: row, part: part)) }
    }

    /// The targets of every part.
    func targets() throws(DataError) -> [ExampleRows.Targets] {
        let texts = try parts.indices.map { part throws(DataError) in
            var texts: Set<String> = []
            try forEachText(ofPart: part) { text in if let text { texts.insert(text) } }
            return texts
        }
        if !isText, !areClasses(texts[0]) {
            return try parts.indices.map { part throws(DataError) in
                var numbers: [Double] = []
                try parts[part].table.forEachRow { _, row throws(DataError) in
                    numbers.append(number(in: row, part: part, [:]))
                }
                return .numbers(numbers, name: name)
            }
        }
        let names = texts.reduce(into: Set()) { $0.formUnion($1) }.inClassOrder
        let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        return try parts.indices.map { part throws(DataError) in
            var classes: [Int?] = []
            try forEachText(ofPart: part) { text in classes.append(text.flatMap { numbers[$0] }) }
            return .classes(classes, names: names)
        }
    }

    /// Whether numbers are likely to be those of classes: whole, and on average twice there.
    private func areClasses(_ texts: Set<String>) -> Bool {
        texts.count <= min(100, parts[0].table.rowCount / 2) && texts.allSatisfy { Int($0) != nil }
    }

    /// What is not as in the rest of a column; nil if nothing is, or if it is meant to be text.
    func mixture(ofPart part: Int) -> ExampleRows.MixedColumn? {
        guard let place = parts[part].place else { return nil }
        let tally = parts[part].table.layout.tallies[place]
        let decimal = parts[part].table.format.decimal!
        let (numbers, texts) = (tally.numberCount(decimal), tally.textCount(decimal))
        guard let text = tally.firstText(decimal), texts > 0, texts < numbers || !isText else { return nil }
        return .init(name: name, numberCount: numbers, textCount: texts, text: text, isText: isText)
    }
}

/// For each column of text, the numbers that stand for its texts in the order in which they come.
private struct TextNumbers: Sendable {
    private(set) var numbers: [[String: Double]]

    init(_ columns: [JoinedColumn], in tables: [Table]) throws(DataError) {
        numbers = Array(repeating: [:], count: columns.count)
        let texts = columns.indices.filter { columns[$0].isText }
        if texts.isEmpty { return }
        for (part, table) in tables.enumerated() {
            try table.forEachRow { _, row throws(DataError) in
                for index in texts {
                    guard let text = columns[index].text(in: row, part: part) else { continue }
                    let number = Double(numbers[index].count)
                    if numbers[index][text] == nil { numbers[index][text] = number }
                }
            }
        }
    }
}

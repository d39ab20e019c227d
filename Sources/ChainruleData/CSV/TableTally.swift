import Chainrule

/// What is in the columns of a table that is cut in one way, its first row apart.
struct TableTally {
    let separator: TableSeparator
    let quotes: TableQuotes
    /// The cells of the first row.
    let first: [String]
    /// Those of the second.
    private(set) var second: [String] = []
    private(set) var columns: [ColumnTally]
    /// Whether the text of the first row is also that of a later one, for each column.
    private(set) var recurs: [Bool]
    /// Where each row begins, the first among them.
    private(set) var rowStarts: [Int] = []

    /// The default texts for a missing value.
    static let missingMarks = ["?", "NA", "N/A", "NaN", "NAN", "nan", "null", "NULL", "None"]

    /// - Throws: `CSVParser.Failure` where a row behind the first has another width than most.
    init(
        _ bytes: UnsafeRawBufferPointer, _ widths: RowWidths, _ format: TableFormat, from start: Int
    ) throws(CSVParser.Failure) {
        (separator, quotes) = (widths.separator, widths.quotes)
        let width = widths.common
        let reader = CellReader(
            bytes, decimal: .point, missing: MissingTexts(format.missing ?? Self.missingMarks))
        var parser = CSVParser(
            bytes, separator: separator, quotes: quotes, comment: format.comment, from: start)
        var cells: [CSVParser.Cell] = []
        columns = Array(repeating: ColumnTally(), count: width)
        recurs = Array(repeating: false, count: width)
        rowStarts.reserveCapacity(widths.rowCount)
        guard try parser.nextRow(into: &cells) else {
            first = []
            return
        }
        let firstCells = cells
        first = cells.map(reader.text)
        rowStarts.append(parser.rowStart)
        while try parser.nextRow(into: &cells) {
            guard cells.count == width else {
                throw CSVParser.Failure(
                    position: parser.rowStart, column: 0,
                    found: counted(cells.count, "cell"),
                    expected: "\(width) as in most rows")
            }
            rowStarts.append(parser.rowStart)
            if rowStarts.count == 2 { second = cells.map(reader.text) }
            for column in 0..<width {
                columns[column].add(cells[column], reader)
                if !recurs[column], column < firstCells.count {
                    let (one, other) = (firstCells[column], cells[column])
                    recurs[column] = bytes[one.start..<one.end].elementsEqual(bytes[other.start..<other.end])
                }
            }
        }
    }

    /// Counts the first row as one of the others.
    mutating func addFirstRow(_ bytes: UnsafeRawBufferPointer, _ format: TableFormat) {
        guard let start = rowStarts.first else { return }
        let reader = CellReader(
            bytes, decimal: .point, missing: MissingTexts(format.missing ?? Self.missingMarks))
        var parser = CSVParser(
            bytes, separator: separator, quotes: quotes, comment: format.comment, from: start)
        var cells: [CSVParser.Cell] = []
        guard (try? parser.nextRow(into: &cells)) == true else { return }
        for (column, cell) in cells.enumerated() where column < columns.count {
            columns[column].add(cell, reader)
        }
    }

    /// The mark of fractions: that of most numbers which have one.
    ///
    /// Where all commas may group thousands, they are taken for decimal marks only between semicolons, which are
    /// there because of decimal commas. Elsewhere `1,000` is text: read as 1, it would be wrong by a factor of 1000.
    var decimal: DecimalMark {
        let points = columns.reduce(0) { $0 + $1.points }
        let commas = columns.reduce(0) { $0 + $1.commas }
        let seemGrouped = columns.allSatisfy { $0.groupedCount == $0.commas }
        return commas > points && (!seemGrouped || separator == .semicolon) ? .comma : .point
    }

    /// The share of the columns that are numbers, of those that are not empty.
    func numericShare(_ decimal: DecimalMark) -> Double {
        let known = columns.filter { !$0.isEmpty }
        return Double(known.count { $0.isMostlyNumeric(decimal) }) / Double(max(1, known.count))
    }

    /// The texts that mean missing values: all except those that occur only in text columns.
    func missingTexts(_ decimal: DecimalMark) -> [String] {
        func occurs(_ mark: String, numeric: Bool) -> Bool {
            columns.contains { column in
                let isText = column.textCount(decimal) > column.numberCount(decimal)
                return column.marks[mark] != nil && isText != numeric
            }
        }
        return Self.missingMarks.filter {
            $0 == "?" || occurs($0, numeric: true) || !occurs($0, numeric: false)
        }
    }
}

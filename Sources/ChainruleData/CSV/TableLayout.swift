import Chainrule

/// Everything about a table that must be known before its cells can be read.
struct TableLayout {
    /// All answers: those that were given, and those that the file gave.
    var format: TableFormat
    /// The texts for missing values of the format.
    let missing: MissingTexts
    /// What the columns that are read are called.
    var columnNames: [String]
    /// Where these columns are among the cells of a row.
    var places: [Int]
    /// What is in these columns.
    var tallies: [ColumnTally]
    /// Where each row begins.
    var rowStarts: [Int]
    /// How many lines before the table were taken for comments.
    var commentCount: Int
    /// What was decided against the look of the file, or might as well have been decided otherwise.
    var notes: [String]

    /// Finds the layout of a table.
    ///
    /// - Parameters:
    ///   - format: What is known.
    ///   - label: What a column is known to be called.
    ///   - ending: The ending of the file's name, in small letters.
    /// - Throws: `CSVParser.Failure` where no layout fits.
    init(
        _ bytes: UnsafeRawBufferPointer, _ format: TableFormat, label: String?, ending: String, start: Int = 0
    ) throws(CSVParser.Failure) {
        let preamble = CommentLines(bytes, format.comment, from: start)
        var search = SeparatorSearch(bytes, format, ending: ending, from: preamble.end)
        var tally = try search.run()
        // What seems to be a comment may be the first of many rows with such a beginning.
        if preamble.isDoubtful, preamble.names(tally) == nil {
            search = SeparatorSearch(bytes, format, ending: ending, from: start)
            tally = try search.run()
        }
        var notes = search.notes
        let commented = search.start == start ? nil : preamble.names(tally)
        var decimal = format.decimal ?? tally.decimal
        let evidence = HeaderEvidence(tally, decimal)
        let namesLabel = label.map { Double(cell: $0) == nil && tally.first.contains($0) } ?? false
        let looksNamed =
            evidence.score == 0
            ? tally.rowStarts.count > 1 && ["csv", "tsv", "tab"].contains(ending)
                && tally.first.allSatisfy { Double(cell: $0) == nil }
            : evidence.score > 0
        let isNarrower = tally.first.count < tally.columns.count
        let hasHeader = format.header ?? (commented != nil || namesLabel || isNarrower || looksNamed)
        let isFirstRowHeader = hasHeader && (commented == nil || (format.header == nil && evidence.score > 1))
        if format.header == nil, commented == nil, !namesLabel, !isNarrower, evidence.isClose {
            notes.append(Self.closeHeader(tally.first, hasHeader))
        }
        var names = isFirstRowHeader ? tally.first : hasHeader ? commented ?? [] : []
        if !isFirstRowHeader {
            tally.addFirstRow(bytes, format)
            decimal = format.decimal ?? tally.decimal
        }
        rowStarts = isFirstRowHeader ? Array(tally.rowStarts.dropFirst()) : tally.rowStarts
        guard isFirstRowHeader || tally.first.count == tally.columns.count || rowStarts.isEmpty else {
            throw CSVParser.Failure(
                position: tally.rowStarts[0], column: 0,
                found: counted(tally.first.count, "cell"),
                expected: "\(tally.columns.count) as in most rows")
        }
        // Columns without a name and without cells come of separators at the ends of lines.
        var width = tally.columns.count
        while width > 1, tally.columns[width - 1].isEmpty, names.count < width || names[width - 1].isEmpty {
            width -= 1
        }
        // Only all columns but one named: the first one, with the names of the rows, has none (R's write.table).
        let mayNameRows = names.count > 1 || tally.separator == .whitespace
        if !names.isEmpty, names.count == width - 1, mayNameRows { names.insert("", at: 0) }
        let isTooLong = names.count > width && !names[width...].allSatisfy(\.isEmpty)
        guard names.isEmpty || (names.count >= width && !isTooLong) else {
            throw CSVParser.Failure(
                position: tally.rowStarts[0], column: 0, found: "a header of \(counted(names.count, "cell"))",
                expected: "\(width) as in most rows")
        }
        if width < tally.columns.count {
            let count = tally.columns.count - width
            notes.append(
                "\(count == 1 ? "an empty column" : "\(count) empty columns") without a name at the end of the rows ignored"
            )
        }
        columnNames = (0..<width).map { place in
            place < names.count && !names[place].isEmpty ? names[place] : "column \(place)"
        }
        places = Array(0..<width)
        commentCount = search.start == start ? 0 : preamble.count
        tallies = Array(tally.columns.prefix(width))
        let missing = format.missing ?? tally.missingTexts(decimal)
        notes += Self.notes(tallies, columnNames, decimal, missing: missing, format)
        self.notes = notes
        self.missing = MissingTexts(missing)
        self.format = TableFormat(
            separator: tally.separator, header: hasHeader, quotes: tally.quotes, decimal: decimal,
            comment: format.comment, missing: missing, columns: format.columns)
    }

    private static func closeHeader(_ row: [String], _ hasHeader: Bool) -> String {
        let shown =
            row.prefix(4).map { String($0.prefix(20)) }.joined(separator: ", ")
            + (row.count > 4 ? ", …" : "")
        return
            "the first row (\(shown)) is read as \(hasHeader ? "the header" : "an example"), but could also be "
            + (hasHeader ? "an example" : "the header") + "; specify header to override"
    }

    /// What is worth saying of the cells.
    private static func notes(
        _ tallies: [ColumnTally], _ names: [String], _ decimal: DecimalMark, missing: [String],
        _ format: TableFormat
    ) -> [String] {
        var notes: [String] = []
        let columns = Array(zip(names, tallies))
        if format.missing == nil {
            for (name, tally) in columns {
                for (mark, count) in tally.marks.sorted(by: { $0.key < $1.key }) where !missing.contains(mark)
                {
                    notes.append(
                        "'\(mark)' in \(name) (\(counted(count, "cell"))) is read as a category, "
                            + "not as a missing value; specify missing to override")
                }
            }
        }
        if format.decimal == nil,
            let name = columns.first(where: { $1.commas > 0 && $1.groupedCount == $1.commas })?.0
        {
            notes.append(
                decimal == .comma
                    ? "the commas in \(name) are read as decimal marks, but could also group thousands; "
                        + "specify decimal to override"
                    : "the commas in \(name) seem to group thousands, so these cells are read as text; "
                        + "remove the commas, or specify decimal if they are decimal marks")
        }
        return notes
    }
}

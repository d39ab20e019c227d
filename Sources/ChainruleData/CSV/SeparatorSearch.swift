/// Detects the separator of a table and whether quotation marks enclose cells.
///
/// All rows should have the same width and as many columns as possible should be numbers; the file name extension is a
/// prior.
struct SeparatorSearch {
    private(set) var notes: [String] = []
    let start: Int
    private let bytes: UnsafeRawBufferPointer
    private let format: TableFormat
    private let expected: TableSeparator?

    init(_ bytes: UnsafeRawBufferPointer, _ format: TableFormat, ending: String, from start: Int) {
        self.bytes = bytes
        self.format = format
        self.start = start
        expected = ["csv": .comma, "tsv": .tab, "tab": .tab][ending]
    }

    /// - Throws: `CSVParser.Failure` where even the best way to cut the table does not fit.
    mutating func run() throws(CSVParser.Failure) -> TableTally {
        if let separator = format.separator { return try noted(widths(separator)) }
        let all = TableSeparator.candidates.filter(occurs).map(widths)
        let constant = all.filter { $0.isConstant && $0.common > 1 }
        if constant.isEmpty { return try noted(withoutConstantWidth(all)) }
        var trials: [(tally: TableTally, score: Double, note: String?)] = []
        for widths in constant {
            let tally = try tally(widths)
            trials.append((tally, score(tally) + (widths.isRectangular ? 0 : Self.oddHeader), widths.note))
        }
        // Equal scores leave the order of the candidates.
        let ranked = trials.enumerated().sorted {
            ($1.element.score, $0.offset) < ($0.element.score, $1.offset)
        }
        .map(\.element)
        if ranked.count > 1, ranked[0].score - ranked[1].score < 0.2,
            ranked[0].tally.first != ranked[1].tally.first
        {
            notes.append(
                "read as \(ranked[0].tally.separator), but could also be \(ranked[1].tally.separator) "
                    + "with \(ranked[1].tally.columns.count) columns; specify the separator to override")
        }
        notes += [ranked[0].note].compactMap(\.self)
        return ranked[0].tally
    }

    private mutating func noted(_ widths: RowWidths) throws(CSVParser.Failure) -> TableTally {
        notes += [widths.note].compactMap(\.self)
        return try tally(widths)
    }

    /// What a first row of another width, which is possible as a header, counts against a separator.
    private static let oddHeader = -0.5

    private func score(_ tally: TableTally) -> Double {
        var tally = tally
        // A single row has no others to compare with.
        if tally.rowStarts.count == 1 { tally.addFirstRow(bytes, format) }
        // With commas as separators there are no decimal commas.
        let decimal = tally.separator == .comma ? .point : format.decimal ?? tally.decimal
        let prior =
            switch tally.separator {
            // The words of running text are separated by blanks, too.
            case .whitespace: -0.3
            case expected: expected == .tab ? 1 : 0.1
            default: 0.0
            }
        return tally.numericShare(decimal) + prior
    }

    /// What to do if no separator cuts all rows alike: it is one column unless some separator cuts most rows.
    private mutating func withoutConstantWidth(_ all: [RowWidths]) -> RowWidths {
        let separated = all.filter { $0.common > 1 && $0.separator != .whitespace && $0.share >= 0.5 }
        let best = separated.max { one, other in
            (one.share, one.separator == expected ? 1 : 0) < (
                other.share, other.separator == expected ? 1 : 0
            )
        }
        if let best { return best }
        if let expected,
            all.contains(where: { $0.separator == expected && !($0.isConstant && $0.common == 1) })
        {
            notes.append(
                "read as one column, because most lines are not \(expected); specify the separator to override"
            )
        }
        return widths(.none)
    }

    private func occurs(_ separator: TableSeparator) -> Bool {
        separator == .whitespace || bytes[start...].contains { separator.matches($0) }
    }

    private func tally(_ widths: RowWidths) throws(CSVParser.Failure) -> TableTally {
        if let failure = widths.failure { throw failure }
        return try TableTally(bytes, widths, format, from: start)
    }

    /// The widths of the rows with quotation marks that quote, or without if these quote nothing.
    private func widths(_ separator: TableSeparator) -> RowWidths {
        func widths(_ quotes: TableQuotes) -> RowWidths {
            RowWidths(bytes, separator, quotes, comment: format.comment, from: start)
        }
        if let quotes = format.quotes { return widths(quotes) }
        let quoting = widths(.double)
        guard bytes[start...].contains(UInt8(ascii: "\"")) else { return quoting }
        let plain = widths(.none)
        guard plain.isRectangular, plain.common > 1 || separator == .none else { return quoting }
        // Text with tabs is rarely quoted; elsewhere most cells with quotation marks must be in two of them.
        let isQuoted = separator != .tab && plain.enclosed * 2 > plain.quoted
        let joinsRows = quoting.rowCount < plain.rowCount
        if quoting.isConstant, !joinsRows { return quoting }
        var best = isQuoted ? quoting : plain
        if quoting.isConstant {
            best.note =
                "quotes \(isQuoted ? "join" : "do not join") lines that are rows by themselves; "
                + "specify quotes to override"
        } else if !isQuoted {
            best.note =
                "quotes do not enclose whole cells and are read as ordinary characters; specify quotes to override"
        }
        return best
    }
}

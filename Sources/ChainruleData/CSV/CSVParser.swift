/// Cuts the text of a table into rows of cells (RFC 4180).
///
/// Beyond the RFC, lines may end with "\n" or "\r" alone, blanks around a cell and blank lines are skipped, and
/// a quotation mark inside a cell that does not begin with one is an ordinary character.
struct CSVParser {
    /// Where a cell is in the content, without its quotation marks.
    struct Cell {
        var start: Int
        var end: Int
        var isQuoted = false
        /// Whether two quotation marks in it stand for one.
        var hasDoubledQuotes = false
    }

    /// What is wrong, and where.
    struct Failure: Error {
        let position: Int
        /// The place of the cell in its row, counted from 0.
        let column: Int
        let found: String
        let expected: String
    }

    let bytes: UnsafeRawBufferPointer
    /// Where the next row begins, or blank lines before it.
    var position: Int
    /// Where the row begins that was read last.
    private(set) var rowStart = 0
    private let separator: TableSeparator
    private let readsQuotes: Bool
    private let comment: [UInt8]

    init(
        _ bytes: UnsafeRawBufferPointer, separator: TableSeparator, quotes: TableQuotes,
        comment: String? = nil,
        from position: Int = 0
    ) {
        self.bytes = bytes
        self.separator = separator
        self.position = position
        readsQuotes = quotes == .double
        self.comment = Array((comment ?? "").utf8)
    }

    /// Reads the cells of the next row; false behind the last.
    ///
    /// - Throws: `Failure` where quotation marks do not match.
    mutating func nextRow(into cells: inout [Cell]) throws(Failure) -> Bool {
        cells.removeAll(keepingCapacity: true)
        skipLinesWithoutCells()
        if position == bytes.count { return false }
        rowStart = position
        while true {
            skipPadding()
            cells.append(try nextCell(column: cells.count))
            guard position < bytes.count, !isLineEnd(bytes[position]) else { break }
            // Blanks that separate have been skipped with those that pad.
            if separator != .whitespace { position += 1 }
        }
        skipLineEnd()
        return true
    }

    /// Reads a cell and the blanks behind it; then there is a separator, or the line ends.
    private mutating func nextCell(column: Int) throws(Failure) -> Cell {
        if readsQuotes, position < bytes.count, bytes[position] == quote {
            return try quotedCell(column: column)
        }
        let start = position
        while position < bytes.count, !endsCell(bytes[position]) { position += 1 }
        var end = position
        while end > start, separator.pads(bytes[end - 1]) { end -= 1 }
        skipPadding()
        return Cell(start: start, end: end)
    }

    private mutating func quotedCell(column: Int) throws(Failure) -> Cell {
        let opening = position
        var cell = Cell(start: opening + 1, end: opening + 1, isQuoted: true)
        position += 1
        while true {
            while position < bytes.count, bytes[position] != quote { position += 1 }
            guard position < bytes.count else {
                throw Failure(
                    position: opening, column: column, found: "an opening quote without a closing one",
                    expected: "a closing quote")
            }
            let isDoubled = position + 1 < bytes.count && bytes[position + 1] == quote
            if !isDoubled { break }
            cell.hasDoubledQuotes = true
            position += 2
        }
        cell.end = position
        position += 1
        let closed = position
        skipPadding()
        let isSeparated = separator == .whitespace && position > closed
        guard isSeparated || position == bytes.count || endsCell(bytes[position]) else {
            throw Failure(
                position: position, column: column, found: "text after a closing quote",
                expected: "a separator or the end of the line")
        }
        return cell
    }

    @inline(__always)
    private func endsCell(_ byte: UInt8) -> Bool { separator.matches(byte) || isLineEnd(byte) }

    @inline(__always)
    private func isLineEnd(_ byte: UInt8) -> Bool { byte == newline || byte == carriageReturn }

    private mutating func skipPadding() {
        while position < bytes.count, separator.pads(bytes[position]) { position += 1 }
    }

    /// Skips the end of a line that may be here: "\n", "\r" or both.
    private mutating func skipLineEnd() {
        guard position < bytes.count else { return }
        let isPair =
            bytes[position] == carriageReturn && position + 1 < bytes.count && bytes[position + 1] == newline
        position += isPair ? 2 : 1
    }

    private mutating func skipLinesWithoutCells() {
        while true {
            let start = position
            if isComment(at: position) {
                while position < bytes.count, !isLineEnd(bytes[position]) { position += 1 }
            } else {
                skipPadding()
            }
            guard position < bytes.count, isLineEnd(bytes[position]) else {
                if position < bytes.count { position = start }
                return
            }
            skipLineEnd()
        }
    }

    private func isComment(at position: Int) -> Bool {
        !comment.isEmpty && bytes[position...].starts(with: comment)
    }
}

private let quote = UInt8(ascii: "\"")
private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

/// Cuts the text of a table into rows of cells (RFC 4180).
///
/// Beyond the RFC, lines may end with "\n" or "\r" alone, blanks around a cell and blank lines are skipped, and
/// a quote within a cell that does not begin with one stands for itself.
struct CSVParser {
    struct Row {
        /// Where the cells are in the content, with their quotes.
        var cells: [Range<Int>]
        /// The line it begins on, counted from 1.
        var line: Int
    }

    let content: [UInt8]
    private let separator: CSVSeparator
    private let source: String
    private var position = 0
    private var line = 1

    init(_ content: [UInt8], separator: CSVSeparator, source: String) {
        self.content = content
        self.separator = separator
        self.source = source
    }

    /// What is in a cell, without its quotes.
    func text(of cell: Range<Int>) -> String {
        guard cell.count > 1, content[cell.lowerBound] == quote else {
            return String(decoding: content[cell], as: UTF8.self)
        }
        var text: [UInt8] = []
        var isEscaping = false
        for byte in content[cell.dropFirst().dropLast()] {
            isEscaping = byte == quote && !isEscaping
            if !isEscaping { text.append(byte) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The next row; nil behind the last.
    ///
    /// - Throws: `DataError.malformed` where quotes do not match.
    mutating func nextRow() throws(DataError) -> Row? {
        skipBlankLines()
        if position == content.count { return nil }
        var row = Row(cells: [], line: line)
        while true {
            skipPadding()
            row.cells.append(try nextCell())
            skipPadding()
            guard position < content.count, !isLineEnd(content[position]) else { break }
            // Blanks that separate have been skipped with those that pad.
            if separator == .blanks { continue }
            position += 1
        }
        skipLineEnd()
        return row
    }

    private mutating func nextCell() throws(DataError) -> Range<Int> {
        let start = position
        if position < content.count, content[position] == quote {
            try skipQuoted()
            return start..<position
        }
        while position < content.count, !endsCell(content[position]) { position += 1 }
        var end = position
        while end > start, separator.pads(content[end - 1]) { end -= 1 }
        return start..<end
    }

    private mutating func skipQuoted() throws(DataError) {
        let openingLine = line
        position += 1
        while position < content.count {
            if content[position] == quote {
                let isEscaped = position + 1 < content.count && content[position + 1] == quote
                if !isEscaped { break }
                position += 1
            } else if isLineEnd(content[position]) {
                skipLineEnd()
                continue
            }
            position += 1
        }
        guard position < content.count else {
            throw .malformed(
                source: source, found: "an opening quote in line \(openingLine) without a closing one",
                expected: "a closing quote")
        }
        position += 1
        guard position == content.count || endsCell(content[position]) || separator.pads(content[position])
        else {
            throw .malformed(
                source: source, found: "text after a closing quote in line \(line)",
                expected: "a separator or the end of the line")
        }
    }

    private func endsCell(_ byte: UInt8) -> Bool { separator.matches(byte) || isLineEnd(byte) }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == newline || byte == carriageReturn }

    private mutating func skipPadding() {
        while position < content.count, separator.pads(content[position]) { position += 1 }
    }

    /// Skips the end of a line that may be here: "\n", "\r" or both.
    private mutating func skipLineEnd() {
        guard position < content.count else { return }
        let isPair = content[position] == carriageReturn && content.dropFirst(position + 1).first == newline
        position += isPair ? 2 : 1
        line += 1
    }

    private mutating func skipBlankLines() {
        while true {
            let start = position
            skipPadding()
            guard position < content.count, isLineEnd(content[position]) else {
                if position < content.count { position = start }
                return
            }
            skipLineEnd()
        }
    }
}

private let quote = UInt8(ascii: "\"")
private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

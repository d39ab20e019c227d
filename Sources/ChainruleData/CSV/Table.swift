import Chainrule

/// A table of text: rows of cells in named columns, as a CSV file holds it (RFC 4180).
///
/// ```swift
/// let iris = try Table(path: "iris.csv")
/// let (samples, classNames) = try iris.classification(label: "species")
/// ```
///
/// A cell is missing that is empty, `?`, `NA`, `N/A`, `NaN`, `NAN`, `nan`, `null`, `NULL` or `None`.
public struct Table: Sendable {
    /// Where it was read, for errors.
    public let source: String
    /// What the columns are called: by the header, or "column 0" and so on.
    public let columnNames: [String]
    /// The number of rows, without the header.
    public var rowCount: Int { lines.count }

    private let parser: CSVParser
    /// Row by row.
    private let cells: [Range<Int>]
    /// The line each row begins on.
    private let lines: [Int]

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: Where the file is.
    ///   - separator: What stands between cells. By default that of comma, semicolon, tab and blanks which makes
    ///     most cells of the first twenty rows numbers; in doubt, the first of these that is found at all.
    ///   - hasHeader: Whether the first row names the columns. By default it does if `label` is in it, or if it
    ///     has no number and no mark of a missing cell, but the second row has a number.
    ///   - label: What a column is known to be called, if it is called and not counted.
    /// - Throws: `DataError` when the file is missing, unreadable or not UTF-8, when it has no rows, when rows
    ///   differ in their number of cells, when quotes do not match, or when two columns have one name.
    public init(
        path: String, separator: CSVSeparator? = nil, hasHeader: Bool? = nil, label: String? = nil
    ) throws(DataError) {
        try self.init(
            content: readFile(path), source: path, separator: separator, hasHeader: hasHeader, label: label)
    }

    /// Takes a table from a text; `source` is what errors call it.
    public init(
        text: String, source: String = "table", separator: CSVSeparator? = nil, hasHeader: Bool? = nil,
        label: String? = nil
    ) throws(DataError) {
        try self.init(
            content: Array(text.utf8), source: source, separator: separator, hasHeader: hasHeader,
            label: label)
    }

    private init(
        content: [UInt8], source: String, separator: CSVSeparator?, hasHeader: Bool?, label: String?
    ) throws(DataError) {
        let hasMark = content.starts(with: [0xEF, 0xBB, 0xBF])
        let content = hasMark ? Array(content.dropFirst(3)) : content
        try Self.checkEncoding(of: content, source)
        self.source = source
        var parser = CSVParser(
            content, separator: separator ?? .recognized(in: content), source: source)
        guard let first = try parser.nextRow() else {
            throw .malformed(source: source, found: "no rows", expected: "a table")
        }
        var rows = [first]
        while let row = try parser.nextRow() {
            guard row.cells.count == first.cells.count else {
                throw .malformed(
                    source: source, found: "\(row.cells.count) cells in line \(row.line)",
                    expected: "\(first.cells.count) as in line \(first.line)")
            }
            rows.append(row)
        }
        self.parser = parser
        let top = rows.prefix(2).map { row in row.cells.map(parser.text(of:)) }
        if hasHeader ?? Self.looksLikeHeader(top, label) {
            columnNames = top[0]
            rows.removeFirst()
        } else {
            columnNames = top[0].indices.map { "column \($0)" }
        }
        cells = rows.flatMap(\.cells)
        lines = rows.map(\.line)
        var known: Set<String> = []
        if let name = columnNames.first(where: { !known.insert($0).inserted }) {
            throw .malformed(
                source: source, found: "two columns named '\(name)'", expected: "unique column names")
        }
    }

    private static func looksLikeHeader(_ rows: [[String]], _ label: String?) -> Bool {
        if let label, Float(cell: label) == nil, rows[0].contains(label) { return true }
        guard rows.count == 2 else { return false }
        let namesOnly = rows[0].allSatisfy { $0.isEmpty || (Float(cell: $0) == nil && !$0.isMissingCell) }
        return namesOnly && rows[1].contains { Float(cell: $0) != nil }
    }

    private static func checkEncoding(of content: [UInt8], _ source: String) throws(DataError) {
        try refuseBinary(content, source)
        if String(validating: content, as: UTF8.self) != nil { return }
        let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        throw .malformed(source: source, found: "invalid UTF-8 in line \(line + 1)", expected: "UTF-8")
    }

    /// A column with all its cells.
    ///
    /// - Throws: `DataError.malformed` if there is none of this name or index.
    public func column(_ reference: TableColumn) throws(DataError) -> Column {
        let index = try index(of: reference)
        let texts = (0..<rowCount).map { row in
            let text = parser.text(of: cells[row * columnNames.count + index])
            return text.isMissingCell ? nil : text
        }
        return Column(name: columnNames[index], cells: texts, source: source, lines: lines)
    }

    /// The place of a column, counted from 0.
    func index(of reference: TableColumn) throws(DataError) -> Int {
        let count = columnNames.count
        switch reference {
        case .name(let name):
            guard let index = columnNames.firstIndex(of: name) else {
                throw .malformed(
                    source: source, found: "no column '\(name)'",
                    expected: "one of \(columnNames.joined(separator: ", "))")
            }
            return index
        case .index(let index):
            guard (-count..<count).contains(index) else {
                throw .malformed(
                    source: source, found: "no column \(index)", expected: "\(-count) to \(count - 1)")
            }
            return index < 0 ? index + count : index
        }
    }
}

/// Which column of a table: its name, or its place counted from 0, or from the end with -1 for the last.
public enum TableColumn: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case name(String)
    case index(Int)

    public init(stringLiteral name: String) { self = .name(name) }
    public init(integerLiteral index: Int) { self = .index(index) }
}

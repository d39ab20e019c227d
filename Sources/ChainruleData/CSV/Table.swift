import Chainrule
import Foundation

/// A table of text: rows of cells in named columns, as a CSV file holds it (RFC 4180).
///
/// ```swift
/// let iris = try Table(path: "iris.csv")
/// print(iris.reading)  // comma-separated, header, 150 rows
/// let (samples, classNames) = try iris.classification(label: "species")
/// ```
///
/// Separator, header and so on are detected from the whole file, see ``format``; a ``TableFormat`` overrides them. The
/// text is kept in memory, with eight bytes per row; cells are parsed on demand.
public struct Table: Sendable {
    /// The path, for errors.
    public let source: String
    /// The column names: those of the header, or "column 0" and so on where it has none.
    public var columnNames: [String] { layout.columnNames }
    /// The number of rows, without the header.
    public var rowCount: Int { layout.rowStarts.count }
    /// The format, given or detected, with no property nil.
    public var format: TableFormat { layout.format }
    /// The decisions that were close, each in one sentence.
    public var notes: [String] { layout.notes }

    let content: Data
    private(set) var layout: TableLayout

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: Where the file is. The ending of its name, such as `.tsv`, helps to find the separator.
    ///   - format: What is known of the format; the rest is detected.
    ///   - label: The name of a column, if it is known: a first row that contains it is a header.
    /// - Throws: `DataError` when the file is missing, unreadable or not UTF-8, when it has no rows, when rows
    ///   differ in their number of cells, when quotation marks do not match, or when a column of the format does
    ///   not exist.
    public init(path: String, format: TableFormat = TableFormat(), label: String? = nil) throws(DataError) {
        let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
        try self.init(readData(path), source: path, format, label, ending: ending)
    }

    /// Takes a table from a text; `source` is what errors call it.
    public init(
        text: String, source: String = "table", format: TableFormat = TableFormat(), label: String? = nil
    ) throws(DataError) {
        try self.init(Data(text.utf8), source: source, format, label, ending: "")
    }

    private init(
        _ content: Data, source: String, _ format: TableFormat, _ label: String?, ending: String
    ) throws(DataError) {
        self.source = source
        self.content = content
        layout = try content.read { bytes throws(DataError) in
            try checkText(bytes, source)
            let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
            do throws(CSVParser.Failure) {
                return try TableLayout(bytes, format, label: label, ending: ending, start: start)
            } catch {
                let place = TextPlace(of: error.position, in: bytes)
                throw .malformed(
                    source: source,
                    found: "\(error.found) in line \(place.line)"
                        + (place.character > 1
                            ? ", character \(place.character) (column \(error.column))" : ""),
                    expected: error.expected)
            }
        }
        if layout.rowStarts.isEmpty {
            let found = layout.format.header == true ? "no rows below the header" : "no rows"
            throw .malformed(source: source, found: found, expected: "a table")
        }
        if let columns = format.columns { try keep(columns) }
    }

    private mutating func keep(_ columns: [TableColumn]) throws(DataError) {
        let kept = try columns.map { column throws(DataError) in try index(of: column) }
        layout.columnNames = kept.map { layout.columnNames[$0] }
        layout.places = kept.map { layout.places[$0] }
        layout.tallies = kept.map { layout.tallies[$0] }
    }

    /// How it was read, such as "tab-separated, no header, 5574 rows".
    public var reading: String {
        var words = ["\(format.separator!)", format.header! ? "header" : "no header"]
        if format.quotes == TableQuotes.none, content.withUnsafeBytes({ $0.contains(UInt8(ascii: "\"")) }) {
            words.append("quotes as characters")
        }
        if format.decimal == .comma { words.append("decimal commas") }
        if layout.commentCount > 0 {
            words.append(counted(layout.commentCount, "comment line"))
        }
        return (words + [counted(rowCount, "row")]).joined(separator: ", ")
    }

    /// A column with all its cells.
    ///
    /// Reads all rows; several columns are read faster by ``classification(label:inputs:classNames:missing:)`` and
    /// ``regression(targets:inputs:missing:)``.
    ///
    /// - Throws: `DataError.malformed` if there is none of this name or index.
    public func column(_ reference: TableColumn) throws(DataError) -> Column {
        let index = try index(of: reference)
        var cells: [String?] = []
        cells.reserveCapacity(rowCount)
        try forEachRow { _, row throws(DataError) in
            cells.append(row.isMissing(index) ? nil : row.text(index))
        }
        return Column(name: columnNames[index], cells: cells, table: self, index: index)
    }

    /// Whether all known cells of a column are numbers.
    func isNumeric(_ column: Int) -> Bool {
        layout.tallies[column].isNumeric(format.decimal!, missing: layout.missing.texts)
    }

    /// The place of a column, counted from 0.
    ///
    /// - Throws: `DataError.malformed` if there is none, or if several have the name.
    package func index(of reference: TableColumn) throws(DataError) -> Int {
        let count = columnNames.count
        switch reference {
        case .nameOrPlace(let text):
            if !columnNames.contains(text), let place = Int(text) { return try index(of: .index(place)) }
            return try index(of: .name(text))
        case .name(let name):
            let places = columnNames.indices.filter { columnNames[$0] == name }
            guard let index = places.first else {
                throw .malformed(
                    source: source, found: "no column '\(name)'",
                    expected: "one of \(columnNames.joined(separator: ", "))")
            }
            guard places.count == 1 else {
                throw .malformed(
                    source: source, found: "\(places.count) columns named '\(name)'",
                    expected: "one, or its position: \(places.map(String.init).joined(separator: ", "))")
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

    /// That a cell is not what it must be.
    func malformed(_ row: Int, _ column: Int, _ found: String, _ expected: String) -> DataError {
        let line = content.withUnsafeBytes { TextPlace(of: layout.rowStarts[row], in: $0).line }
        return .malformed(
            source: source, found: "\(found) in line \(line), column '\(columnNames[column])'",
            expected: expected)
    }
}

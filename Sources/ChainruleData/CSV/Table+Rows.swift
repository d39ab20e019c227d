import Chainrule
import Foundation

extension Table {
    /// The cells of one row, in the order of the columns; it is valid as long as the call it was given to lasts.
    struct Row {
        fileprivate var cells: [CSVParser.Cell] = []
        fileprivate let reader: CellReader
        fileprivate let places: [Int]

        func text(_ column: Int) -> String { reader.text(cells[places[column]]) }
        func isMissing(_ column: Int) -> Bool { reader.isMissing(cells[places[column]]) }
        /// Nil if the cell is not a number.
        func number(_ column: Int) -> Double? { reader.number(cells[places[column]]) }
    }

    /// Calls `body` with every row in turn.
    func forEachRow(_ body: (_ index: Int, Row) throws(DataError) -> Void) throws(DataError) {
        try content.read { bytes throws(DataError) in
            var (parser, row) = reading(bytes)
            for index in layout.rowStarts.indices {
                parser.position = layout.rowStarts[index]
                read(&row, with: &parser)
                try body(index, row)
            }
        }
    }

    /// Calls `body` with one row.
    func withRow(_ index: Int, _ body: (Row) -> Void) {
        content.withUnsafeBytes { bytes in
            var (parser, row) = reading(bytes)
            parser.position = layout.rowStarts[index]
            read(&row, with: &parser)
            body(row)
        }
    }

    private func reading(_ bytes: UnsafeRawBufferPointer) -> (CSVParser, Row) {
        let parser = CSVParser(bytes, separator: format.separator!, quotes: format.quotes!)
        let reader = CellReader(bytes, decimal: format.decimal!, missing: layout.missing)
        return (parser, Row(reader: reader, places: layout.places))
    }

    private func read(_ row: inout Row, with parser: inout CSVParser) {
        let isThere = try? parser.nextRow(into: &row.cells)
        require(isThere == true, "\(source): the file has fewer rows than when it was opened")
    }
}

extension Data {
    /// Calls `body` with the bytes.
    func read<Result>(
        _ body: (UnsafeRawBufferPointer) throws(DataError) -> Result
    ) throws(DataError) -> Result {
        let result: Swift.Result<Result, DataError> = withUnsafeBytes { bytes in
            do throws(DataError) { return .success(try body(bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

extension Table {
    /// One column of a table.
    public struct Column: Sendable {
        /// The name.
        public let name: String
        /// The text of each row; nil where it is missing.
        public let cells: [String?]
        fileprivate let table: Table
        fileprivate let index: Int

        init(name: String, cells: [String?], table: Table, index: Int) {
            (self.name, self.cells, self.table, self.index) = (name, cells, table, index)
        }

        /// The number of missing cells.
        public var missingCount: Int { cells.count { $0 == nil } }

        /// Whether all cells that are not missing are numbers.
        public var isNumeric: Bool { table.isNumeric(index) }

        /// The cells as numbers; NaN where one is missing.
        ///
        /// - Throws: `DataError.malformed`, which names the line and the column, where a cell is not a number that
        ///   float32 can hold.
        public func numbers() throws(DataError) -> [Float] {
            var numbers: [Float] = []
            numbers.reserveCapacity(cells.count)
            try table.forEachRow { index, row throws(DataError) in
                numbers.append(Float(try table.number(row, index, self.index)))
            }
            return numbers
        }
    }

    /// The number in a cell; NaN where it is missing.
    ///
    /// - Throws: `DataError.malformed`, which names the line and the column, where the cell is not a number.
    func number(_ row: Row, _ index: Int, _ column: Int) throws(DataError) -> Double {
        if row.isMissing(column) { return .nan }
        guard let number = row.number(column) else {
            throw malformed(index, column, "'\(row.text(column))'", "a number")
        }
        return number
    }
}

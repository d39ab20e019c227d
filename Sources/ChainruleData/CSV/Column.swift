extension Table {
    /// One column of a table.
    public struct Column: Sendable {
        /// What it is called.
        public let name: String
        /// The text of each row; nil where it is missing.
        public let cells: [String?]
        let source: String
        let lines: [Int]

        /// How many cells are missing.
        public var missingCount: Int { cells.count { $0 == nil } }

        /// Whether all cells that are not missing are numbers.
        public var isNumeric: Bool { cells.allSatisfy { $0.map { Float(cell: $0) != nil } ?? true } }

        /// The cells as numbers; NaN where one is missing.
        ///
        /// - Throws: `DataError.malformed`, which names the line and the column, where a cell is not a number that
        ///   float32 can hold.
        public func numbers() throws(DataError) -> [Float] {
            var numbers: [Float] = []
            numbers.reserveCapacity(cells.count)
            for (row, cell) in cells.enumerated() {
                guard let cell else {
                    numbers.append(.nan)
                    continue
                }
                guard let number = Float(cell: cell) else {
                    throw malformed(row, "'\(cell)'", "a number")
                }
                numbers.append(number)
            }
            return numbers
        }

        /// The cells as numbers to all their digits, NaN where one is missing; nil if one is not a number.
        var doubles: [Double]? {
            var numbers: [Double] = []
            numbers.reserveCapacity(cells.count)
            for cell in cells {
                guard let number = cell.map({ Double(cell: $0) }) ?? .nan else { return nil }
                numbers.append(number)
            }
            return numbers
        }

        /// The different texts, in the order in which classes are numbered.
        var distinct: [String] { Set(cells.compactMap(\.self)).inClassOrder }

        func malformed(_ row: Int, _ found: String, _ expected: String) -> DataError {
            .malformed(
                source: source, found: "\(found) in line \(lines[row]), column '\(name)'", expected: expected)
        }
    }
}

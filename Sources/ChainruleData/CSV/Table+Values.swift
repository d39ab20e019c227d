/// All values of one column of a table.
package enum ColumnValues: Sendable, Equatable {
    /// NaN where a value is missing.
    case numbers([Double])
    /// Nil where a value is missing.
    case texts([String?])

    package var count: Int {
        switch self {
        case .numbers(let numbers): numbers.count
        case .texts(let texts): texts.count
        }
    }

    package var missingCount: Int {
        switch self {
        case .numbers(let numbers): numbers.count(where: \.isNaN)
        case .texts(let texts): texts.count { $0 == nil }
        }
    }

    /// The values at `indices`, in that order.
    package func selecting(_ indices: [Int]) -> ColumnValues {
        switch self {
        case .numbers(let numbers): .numbers(indices.map { numbers[$0] })
        case .texts(let texts): .texts(indices.map { texts[$0] })
        }
    }

    fileprivate mutating func append(_ row: Table.Row, _ index: Int, _ column: Int, of table: Table)
        throws(DataError)
    {
        switch self {
        case .numbers(var numbers):
            self = .texts([])
            numbers.append(try table.number(row, index, column))
            self = .numbers(numbers)
        case .texts(var texts):
            self = .numbers([])
            texts.append(row.isMissing(column) ? nil : row.text(column))
            self = .texts(texts)
        }
    }
}

extension Table {
    /// The values of columns, read in one pass.
    ///
    /// - Parameters:
    ///   - columns: which columns, in that order.
    ///   - areNumbers: for each column whether it is to be read as numbers; nil to decide by its cells, which are numbers
    ///     if all that are not missing can be read as such.
    /// - Throws: `DataError.malformed` if a column is not there, or a cell that is to be a number is not one.
    package func values(
        of columns: [TableColumn], areNumbers: [Bool?]
    ) throws(DataError) -> [ColumnValues] {
        let places = try columns.map { column throws(DataError) in try index(of: column) }
        var values = zip(places, areNumbers).map { place, isNumber -> ColumnValues in
            isNumber ?? isNumeric(place) ? .numbers([]) : .texts([])
        }
        try forEachRow { index, row throws(DataError) in
            for (position, place) in places.enumerated() {
                try values[position].append(row, index, place, of: self)
            }
        }
        return values
    }

    /// That a cell of a row is not what it must be.
    package func malformed(
        row: Int, column: TableColumn, found: String, expected: String
    ) throws(DataError) -> DataError {
        malformed(row, try index(of: column), found, expected)
    }
}

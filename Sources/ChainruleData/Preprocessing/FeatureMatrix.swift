import Chainrule

/// The examples of a tensor as rows of numbers, which are read in float64 and never copied as a whole.
struct FeatureMatrix {
    let exampleShape: [Int]
    let rowCount: Int
    let columnCount: Int
    private let array: NDArray

    /// - Parameter examples: `[N, …]`.
    /// - Throws: `DataError` if there is none, or nothing in them.
    init(_ examples: Tensor) throws(DataError) {
        require(examples.rank > 0, "preprocessing is fitted to examples [N, …], got \(examples.type)")
        exampleShape = Array(examples.shape.dropFirst())
        (rowCount, columnCount) = (examples.shape[0], exampleShape.reduce(1, *))
        guard rowCount > 0, columnCount > 0 else {
            throw Self.malformed("an array \(examples.shape)", "at least one example with one feature")
        }
        array = (examples.dtype.isFloatingPoint ? examples : examples.cast(to: .float64)).value.dense()
    }

    /// Every number in some columns, row by row.
    ///
    /// - Throws: `DataError` if a number is infinite.
    @inline(__always)
    func forEach(
        in columns: Range<Int>, _ body: (_ row: Int, _ column: Int, _ number: Double) -> Void
    ) throws(DataError) {
        let infinite: Int? =
            array.dtype == .float32
            ? firstInfinite(Float.self, columns, body) : firstInfinite(Double.self, columns, body)
        guard let infinite else { return }
        let (row, column) = infinite.quotientAndRemainder(dividingBy: columnCount)
        throw Self.malformed("an infinite number in example \(row), \(place(column))", "finite numbers")
    }

    @inline(__always)
    private func firstInfinite<T: BinaryFloatingPoint & Scalar>(
        _ type: T.Type, _ columns: Range<Int>, _ body: (Int, Int, Double) -> Void
    ) -> Int? {
        array.withElements(T.self) { elements in
            for row in 0..<rowCount {
                let start = row * columnCount
                for column in columns {
                    let number = Double(elements[start + column])
                    if number.isInfinite { return start + column }
                    body(row, column, number)
                }
            }
            return nil
        }
    }

    /// The moments of each group of neighboring columns; NaN stands for a missing value and is passed over.
    ///
    /// - Throws: `DataError` if a number is infinite, or a group has no number at all.
    func moments(columnsPerGroup: Int) throws(DataError) -> [Moments] {
        var moments = [Moments](repeating: Moments(), count: columnCount / columnsPerGroup)
        try moments.withUnsafeMutableBufferPointer { moments throws(DataError) in
            try forEach(in: 0..<columnCount) { _, column, number in
                if !number.isNaN { moments[column / columnsPerGroup].add(number) }
            }
        }
        if let empty = moments.firstIndex(where: { $0.count == 0 }) {
            throw missingThroughout(empty * columnsPerGroup)
        }
        return moments
    }

    /// The numbers of some columns in ascending order, without missing values.
    ///
    /// - Throws: `DataError` if a number is infinite, or there is none at all.
    func sortedNumbers(in columns: Range<Int>) throws(DataError) -> [Double] {
        var numbers: [Double] = []
        numbers.reserveCapacity(rowCount * columns.count)
        try forEach(in: columns) { _, _, number in if !number.isNaN { numbers.append(number) } }
        if numbers.isEmpty { throw missingThroughout(columns.lowerBound) }
        numbers.sort()
        return numbers
    }

    /// Throws `DataError` if a number is NaN or infinite.
    func requireFinite() throws(DataError) {
        var missing: (row: Int, column: Int)?
        try forEach(in: 0..<columnCount) { row, column, number in
            if number.isNaN && missing == nil { missing = (row, column) }
        }
        guard let missing else { return }
        throw Self.malformed(
            "NaN in example \(missing.row), \(place(missing.column))",
            "finite numbers; Imputation fills in missing values")
    }

    private func missingThroughout(_ column: Int) -> DataError {
        Self.malformed(
            "no number but NaN in \(place(column)) of \(rowCount) examples",
            "at least one; leave the feature out, or fill it in with Imputation and a constant")
    }

    private func place(_ column: Int) -> String {
        let position = Shape(exampleShape).rowMajorStrides.enumerated().map { axis, step in
            "\(column / step % exampleShape[axis])"
        }
        return "feature " + (position.isEmpty ? "0" : position.joined(separator: ", "))
    }

    private static func malformed(_ found: String, _ expected: String) -> DataError {
        .malformed(source: "the examples to fit preprocessing to", found: found, expected: expected)
    }
}

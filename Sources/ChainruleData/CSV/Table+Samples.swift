import Chainrule

/// How rows with missing cells are handled.
public enum MissingCells: Sendable {
    /// It is an error.
    case refused
    /// The row is left out.
    case leaveOutRow
}

extension Table {
    /// Samples for classification: features, and the class of each row.
    ///
    /// - Parameters:
    ///   - label: The column of the classes, of text or numbers.
    ///   - inputs: The columns of the inputs, in that order; by default all others.
    ///   - classNames: The classes in the order of their labels, for example those of the training set; by default
    ///     those of the column, sorted by value if all are integers, else alphabetically.
    ///   - missing: How rows with a missing cell in one of these columns are handled; an error by default.
    /// - Returns: Inputs `[count, columns]` of float32, class numbers `[count]` of int32, and the names.
    /// - Throws: `DataError.malformed`, which names line and column, when an input is not a number, when a cell is
    ///   missing, when a class is not among `classNames`, or when no row is left.
    public func classification(
        label: TableColumn, inputs: [TableColumn]? = nil, classNames: [String]? = nil,
        missing: MissingCells = .refused
    ) throws(DataError) -> (samples: Samples, classNames: [String]) {
        let inputs = try self.inputs(inputs, besides: [label])
        let label = try index(of: label)
        var (values, texts): ([Float], [(row: Int, text: String)]) = ([], [])
        try forEachUsableRow(inputs + [label], missing) { index, row throws(DataError) in
            for column in inputs { values.append(Float(try number(row, index, column))) }
            texts.append((index, row.text(label)))
        }
        let names = classNames ?? Set(texts.map(\.text)).inClassOrder
        let numbers = Dictionary(zip(names, names.indices.map { Int32($0) })) { first, _ in first }
        let targets = try texts.map { row, text throws(DataError) in
            guard let number = numbers[text] else {
                throw malformed(row, label, "the class '\(text)'", "one of \(names.joined(separator: ", "))")
            }
            return number
        }
        let samples = Samples(
            inputs: Tensor(values, shape: [texts.count, inputs.count]),
            targets: Tensor(targets, shape: [texts.count]))
        return (samples, names)
    }

    /// Samples for regression.
    ///
    /// - Parameters:
    ///   - targets: The columns to predict.
    ///   - inputs: The columns of the inputs, in that order; by default all others.
    ///   - missing: How rows with a missing cell in one of these columns are handled; an error by default.
    /// - Returns: Inputs and targets `[count, columns]` of float32.
    /// - Throws: `DataError.malformed`, which names line and column, when a cell is not a number or missing, or when no
    ///   row is left.
    public func regression(
        targets: [TableColumn], inputs: [TableColumn]? = nil, missing: MissingCells = .refused
    ) throws(DataError) -> Samples {
        let inputs = try self.inputs(inputs, besides: targets)
        let targets = try targets.map { target throws(DataError) in try index(of: target) }
        var (values, wanted, count): ([Float], [Float], Int) = ([], [], 0)
        try forEachUsableRow(inputs + targets, missing) { index, row throws(DataError) in
            for column in inputs { values.append(Float(try number(row, index, column))) }
            for column in targets { wanted.append(Float(try number(row, index, column))) }
            count += 1
        }
        return Samples(
            inputs: Tensor(values, shape: [count, inputs.count]),
            targets: Tensor(wanted, shape: [count, targets.count]))
    }

    private func inputs(
        _ chosen: [TableColumn]?, besides others: [TableColumn]
    ) throws(DataError) -> [Int] {
        if let chosen { return try chosen.map { input throws(DataError) in try index(of: input) } }
        let taken = try others.map { other throws(DataError) in try index(of: other) }
        return columnNames.indices.filter { !taken.contains($0) }
    }

    /// Calls `body` with the rows in which none of the columns is missing.
    private func forEachUsableRow(
        _ columns: [Int], _ missing: MissingCells,
        _ body: (_ index: Int, Row) throws(DataError) -> Void
    ) throws(DataError) {
        var (usable, gaps) = (0, Array(repeating: 0, count: columnNames.count))
        try forEachRow { index, row throws(DataError) in
            let missingColumns = columns.filter(row.isMissing)
            guard let gap = missingColumns.first else {
                usable += 1
                return try body(index, row)
            }
            for column in missingColumns { gaps[column] += 1 }
            if missing == .refused {
                throw malformed(
                    index, gap, "nothing",
                    "a value (\(missingCount(of: gap)) of \(rowCount) are missing in this column)")
            }
        }
        if usable > 0 { return }
        let worst = columns.max { gaps[$0] < gaps[$1] } ?? 0
        throw .malformed(
            source: source,
            found: "a missing cell in each of the \(rowCount) rows, \(gaps[worst]) of them in column "
                + "'\(columnNames[worst])'", expected: "a row without one")
    }

    private func missingCount(of column: Int) -> Int {
        let tally = layout.tallies[column]
        return tally.empty + format.missing!.reduce(0) { $0 + (tally.marks[$1] ?? 0) }
    }
}

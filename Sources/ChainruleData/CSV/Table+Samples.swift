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
    ///   - classNames: The classes in the order of their numbers, as another part of the data gave them; by
    ///     default those of the column, by value if all are integers and else by alphabet.
    ///   - missing: What becomes of rows in which one of these columns is missing; an error by default.
    /// - Returns: Inputs `[count, columns]` of float32, class numbers `[count]` of int32, and the names.
    /// - Throws: `DataError.malformed`, which names line and column, when an input is not a number, when a cell is
    ///   missing, or when a class is not among `classNames`.
    public func classification(
        label: TableColumn, inputs: [TableColumn]? = nil, classNames: [String]? = nil,
        missing: MissingCells = .refused
    ) throws(DataError) -> (samples: Samples, classNames: [String]) {
        let inputs = try self.inputs(inputs, besides: [label])
        let labels = try column(label)
        let rows = try usableRows(inputs + [labels], missing)
        let names = classNames ?? labels.distinct
        let numbers = Dictionary(zip(names, names.indices.map { Int32($0) })) { first, _ in first }
        let targets = try rows.map { row throws(DataError) in
            let text = labels.cells[row]!
            guard let number = numbers[text] else {
                throw labels.malformed(row, "the class '\(text)'", "one of \(names.joined(separator: ", "))")
            }
            return number
        }
        let samples = Samples(
            inputs: try matrix(inputs, rows), targets: Tensor(targets, shape: [rows.count]))
        return (samples, names)
    }

    /// Samples for regression.
    ///
    /// - Parameters:
    ///   - targets: The columns to predict.
    ///   - inputs: The columns of the inputs, in that order; by default all others.
    ///   - missing: What becomes of rows in which one of these columns is missing; an error by default.
    /// - Returns: Inputs and targets `[count, columns]` of float32.
    /// - Throws: `DataError.malformed`, which names line and column, when a cell is not a number or missing.
    public func regression(
        targets: [TableColumn], inputs: [TableColumn]? = nil, missing: MissingCells = .refused
    ) throws(DataError) -> Samples {
        let inputs = try self.inputs(inputs, besides: targets)
        let targets = try targets.map { target throws(DataError) in try column(target) }
        let rows = try usableRows(inputs + targets, missing)
        return Samples(inputs: try matrix(inputs, rows), targets: try matrix(targets, rows))
    }

    private func inputs(
        _ chosen: [TableColumn]?, besides others: [TableColumn]
    ) throws(DataError) -> [Column] {
        let taken = try others.map { other throws(DataError) in try index(of: other) }
        let rest = columnNames.indices.filter { !taken.contains($0) }.map { TableColumn.index($0) }
        return try (chosen ?? rest).map { input throws(DataError) in try column(input) }
    }

    private func usableRows(_ columns: [Column], _ missing: MissingCells) throws(DataError) -> [Int] {
        var rows: [Int] = []
        for row in 0..<rowCount {
            guard let gap = columns.first(where: { $0.cells[row] == nil }) else {
                rows.append(row)
                continue
            }
            if missing == .refused {
                throw gap.malformed(
                    row, "nothing", "a value (\(gap.missingCount) of \(rowCount) are missing in this column)")
            }
        }
        return rows
    }

    private func matrix(_ columns: [Column], _ rows: [Int]) throws(DataError) -> Tensor {
        let numbers = try columns.map { column throws(DataError) in try column.numbers() }
        let values = rows.flatMap { row in numbers.map { $0[row] } }
        return Tensor(values, shape: [rows.count, columns.count])
    }
}

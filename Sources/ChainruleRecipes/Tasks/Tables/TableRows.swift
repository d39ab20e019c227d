import ChainruleData

/// Rows of a table with the column that is to be predicted.
public struct TableRows: TaskExamples {
    /// What is to be predicted.
    enum Target: Sendable, Equatable {
        /// A class number for each row, and the names of the classes.
        case classes([Int32], names: [String])
        case numbers([Double])
    }

    /// How the table is written.
    let format: TableFormat
    /// All columns of the table, that of the target included.
    let columnNames: [String]
    let targetName: String
    /// The other columns.
    let inputs: [(name: String, values: ColumnValues)]
    let target: Target

    public var count: Int {
        switch target {
        case .classes(let numbers, _): numbers.count
        case .numbers(let numbers): numbers.count
        }
    }

    public var knownClassNumbers: [Int]? {
        if case .classes(let numbers, _) = target { numbers.map(Int.init) } else { nil }
    }

    /// The names of the classes; nil if numbers are to be predicted.
    public var knownClassNames: [String]? { if case .classes(_, let names) = target { names } else { nil } }

    public func subset(_ indices: [Int]) -> TableRows {
        let target: Target =
            switch self.target {
            case .classes(let numbers, let names): .classes(indices.map { numbers[$0] }, names: names)
            case .numbers(let numbers): .numbers(indices.map { numbers[$0] })
            }
        return TableRows(
            format: format, columnNames: columnNames, targetName: targetName,
            inputs: inputs.map { ($0.name, $0.values.selecting(indices)) }, target: target)
    }
}

/// Whether a column is predicted as a class or as a number.
enum TableProblem: String, CaseIterable, Sendable {
    case auto, classification, regression
}

extension TableRows {
    /// Numbers that are whole and of no more different values than this are taken for classes.
    private static let mostNumberedClasses = 20

    /// Reads a table.
    ///
    /// - Parameters:
    ///   - table: the rows.
    ///   - target: the column to predict.
    ///   - problem: whether it holds classes or numbers.
    ///   - classNames: the classes, as another part of the data gave them; by default those of the column.
    init(
        _ table: Table, target: TableColumn, as problem: TableProblem, classNames: [String]? = nil
    ) throws(DataError) {
        let targetPlace = try table.index(of: target)
        let places = table.columnNames.indices.filter { $0 != targetPlace }
        let values = try table.values(
            of: ([targetPlace] + places).map { .index($0) },
            areNumbers: [problem == .regression ? true : nil] + [Bool?](repeating: nil, count: places.count))
        try Self.requireComplete(values[0], targetPlace, of: table)
        format = table.format
        columnNames = table.columnNames
        targetName = columnNames[targetPlace]
        inputs = zip(places, values.dropFirst()).map { (table.columnNames[$0], $1) }
        if case .numbers(let numbers) = values[0], problem != .classification,
            problem == .regression || !Self.areClasses(numbers)
        {
            self.target = .numbers(numbers)
            return
        }
        // As texts: a class keeps the name that it has in the file.
        guard case .texts(let cells) = try table.values(of: [.index(targetPlace)], areNumbers: [false])[0]
        else {
            fatalError("a column that was read as texts holds numbers")
        }
        let texts = cells.map { $0! }
        let names = classNames ?? Set(texts).inClassOrder
        let numberOfClass = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
        var numbers: [Int32] = []
        for (row, text) in texts.enumerated() {
            guard let number = numberOfClass[text] else {
                throw try table.malformed(
                    row: row, column: .index(targetPlace), found: "the class '\(text)'",
                    expected: "one of \(names.prefix(20).joined(separator: ", "))")
            }
            numbers.append(number)
        }
        self.target = .classes(numbers, names: names)
    }

    private static func requireComplete(
        _ target: ColumnValues, _ place: Int, of table: Table
    ) throws(DataError) {
        let missing: Int? =
            switch target {
            case .numbers(let numbers): numbers.firstIndex(where: \.isNaN)
            case .texts(let texts): texts.firstIndex(of: nil)
            }
        guard let missing else { return }
        throw try table.malformed(
            row: missing, column: .index(place), found: "nothing",
            expected:
                "a value to predict (\(target.missingCount) of \(target.count) are missing in this column)")
    }

    private static func areClasses(_ numbers: [Double]) -> Bool {
        guard numbers.allSatisfy({ $0.rounded() == $0 }) else { return false }
        let distinct = Set(numbers)
        // Of a few rows every number may be another class.
        return distinct.count <= mostNumberedClasses && distinct.count * 2 <= max(numbers.count, 4)
    }
}

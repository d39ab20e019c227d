import ChainruleData
import Foundation

extension TablePrediction {
    private static let problem = RecipeOption<TableProblem>(
        "task", valueName: "task",
        help:
            "For tables: whether the target is a class or a number; by default auto, which takes whole numbers of "
            + "at most 20 values for classes.")

    public static var options: [any RecipeOptionDeclaration] {
        [DataOptions.data, TableFormatOptions.target, problem, HeldOut.option, DataOptions.seed]
            + TableFormatOptions.all
    }

    public static func usageProblem(_ options: OptionValues) -> String? {
        options[DataOptions.data] == nil
            ? "a recipe for tables needs --data with the path of a table" : nil
    }

    public static func dependsOnSeed(_ options: OptionValues) -> Bool {
        guard let parts = try? parts(options) else { return false }
        return parts.validation == nil
    }

    private static func parts(_ options: OptionValues) throws(DataError) -> TableParts {
        guard let path = options[DataOptions.data] else {
            throw .malformed(source: "--data", found: "nothing", expected: "the path of a table")
        }
        return try TableParts(path, heldOut: options[HeldOut.option])
    }

    public static func files(_ options: OptionValues) throws(DataError) -> [String: String] {
        try parts(options).files
    }

    public static func load(
        _ options: OptionValues, seed: UInt64
    ) throws(DataError) -> TaskData<TablePrediction> {
        let parts = try parts(options)
        var format = TableFormatOptions.format(options)
        let target = try TableFormatOptions.target(options, ofTableAt: parts.training)
        let column = TableColumn.nameOrPlace(target)
        if let columns = format.columns, !columns.contains(column) { format.columns = columns + [column] }
        let table = try Table(path: parts.training, format: format, label: Int(target) == nil ? target : nil)
        let all = try TableRows(table, target: column, as: options[problem] ?? .auto)
        let (training, validation): (TableRows, TableRows)
        if let path = parts.validation {
            training = all
            validation = try rows(
                at: path, all.format, target: all.targetName, classNames: all.knownClassNames)
        } else {
            (training, validation) = all.split(options, seed: seed)
        }
        return TaskData(
            name: URL(fileURLWithPath: parts.training).lastPathComponent, training: training,
            validation: validation, summary: summary(table, all, training.count, validation.count),
            notes: table.notes)
    }

    private static func summary(
        _ table: Table, _ rows: TableRows, _ trainingCount: Int, _ validationCount: Int
    ) -> String {
        let target =
            switch rows.target {
            case .classes(_, let names): "one of \(names.count) classes"
            case .numbers: "a number"
            }
        return "\(trainingCount) training and \(validationCount) validation rows (\(table.reading)), "
            + "target '\(rows.targetName)', \(target)"
    }

    /// The rows of another table, with the target and the classes of the first one.
    private static func rows(
        at path: String, _ format: TableFormat, target: String, classNames: [String]?
    ) throws(DataError) -> TableRows {
        try TableRows(
            Table(path: path, format: format), target: .name(target),
            as: classNames == nil ? .regression : .classification, classNames: classNames)
    }

    public func validationExamples(
        at path: String, _ options: OptionValues
    ) throws(DataError) -> TableRows {
        var classNames: [String]?
        if case .classes(let names) = target { classNames = names }
        return try Self.rows(at: path, format, target: targetName, classNames: classNames)
    }

    /// The rows of a table, with the target or without it; `-` stands for standard input.
    ///
    /// Columns are found by their names. Without a header they are found by their positions; then a table with one
    /// column less is one without the target.
    public func inputs(at path: String) throws(DataError) -> [TaskInput] {
        let isStandardInput = path == "-"
        var own = format
        if format.header == true { own.columns = nil }
        let table =
            isStandardInput
            ? try Table(text: StandardInput.text(), source: StandardInput.name, format: own)
            : try Table(path: path, format: own)
        let columns = try encodings.map { encoding throws(DataError) in
            TableColumn.index(try place(of: encoding.column, in: table))
        }
        let values = try table.values(of: columns, areNumbers: encodings.map(\.isNumeric))
        let inputs = inputs(values)
        return (0..<table.rowCount).map { row in TaskInput(name: "\(row + 1)", tensor: inputs[row]) }
    }

    private func place(of column: String, in table: Table) throws(DataError) -> Int {
        if format.header == true { return try table.index(of: .name(column)) }
        let (count, place) = (columnNames.count, columnNames.firstIndex(of: column)!)
        switch table.columnNames.count {
        case count: return place
        case count - 1: return place > columnNames.firstIndex(of: targetName)! ? place - 1 : place
        default:
            throw .malformed(
                source: table.source, found: "\(table.columnNames.count) columns",
                expected:
                    "\(count) as in the training set, or \(count - 1) without the target '\(targetName)'")
        }
    }
}

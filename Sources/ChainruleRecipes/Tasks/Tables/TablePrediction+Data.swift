import ChainruleData
import Foundation

extension TablePrediction {
    private static let targetOption = RecipeOption<String>(
        "target", valueName: "column", help: "For tables: the column to predict, by name or position.",
        expected: "the name or the position of a column"
    ) { $0.isEmpty ? nil : $0 }
    private static let problem = RecipeOption<TableProblem>(
        "task", valueName: "task",
        help:
            "For tables: whether the target is a class or a number; by default auto, which takes whole numbers of "
            + "at most 20 values for classes.")
    private static let heldOut = RecipeOption<HeldOut>(
        "held-out", valueName: "file|share",
        help: "For tables: the validation set, a file or a share of the rows; by default 0.2.",
        expected: "a file, or a number from 0 up to but excluding 1",
        recorded: { Double($0) == nil ? absolutePath($0) : $0 },
        parse: { HeldOut($0) })

    /// Which rows are for validation.
    private enum HeldOut: Sendable {
        case share(Double)
        case file(String)

        init?(_ text: String) {
            if let share = Double(text) {
                guard (0..<1).contains(share) else { return nil }
                self = .share(share)
            } else {
                if text.isEmpty { return nil }
                self = .file(text)
            }
        }
    }

    public static var options: [any RecipeOptionDeclaration] {
        [DataOptions.data, targetOption, problem, heldOut, DataOptions.seed]
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

    /// The files of the training set and of the validation set; without the latter rows are held out.
    private static func parts(
        _ options: OptionValues
    ) throws(DataError) -> (training: String, validation: String?) {
        guard let path = options[DataOptions.data] else {
            throw .malformed(source: "--data", found: "nothing", expected: "the path of a table")
        }
        var (training, validation) = (path, String?.none)
        if isDirectory(path) == true {
            let files = try DirectoryListing(path, expected: "a table").files
            let tables = TableFiles.tables(among: files)
            if tables.isEmpty {
                throw .malformed(source: path, found: "no tables", expected: "a CSV file, or its path")
            }
            let parts = try TableFiles.parts(tables, of: path)
            training = "\(path)/\(parts.training)"
            validation = parts.validation.map { "\(path)/\($0)" }
        }
        switch options[heldOut] {
        case .file(let file): validation = file
        case .share: validation = nil
        case nil: break
        }
        return (training, validation)
    }

    public static func files(_ options: OptionValues) throws(DataError) -> [String: String] {
        let parts = try parts(options)
        let paths = [parts.training] + [parts.validation].compactMap(\.self)
        // Two files of one name are told apart by their paths.
        let names = Set(paths.map { URL(fileURLWithPath: $0).lastPathComponent })
        return Dictionary(
            paths.map { (names.count < paths.count ? $0 : URL(fileURLWithPath: $0).lastPathComponent, $0) }
        ) { first, _ in first }
    }

    public static func load(
        _ options: OptionValues, seed: UInt64
    ) throws(DataError) -> TaskData<TablePrediction> {
        let parts = try parts(options)
        var format = TableFormatOptions.format(options)
        guard let target = options[targetOption] else {
            let names = try Table(path: parts.training, format: format).columnNames
            throw .malformed(
                source: "--target", found: "nothing",
                expected: "the column to predict, one of \(names.prefix(40).joined(separator: ", "))")
        }
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
            var share = 0.2
            if case .share(let chosen) = options[heldOut] { share = chosen }
            let seed = options[DataOptions.seed] ?? seed
            let indices = ChainruleData.Examples(Array(0..<all.count))
            let split =
                all.knownClassNumbers.map {
                    indices.split(validationShare: share, seed: seed, stratifiedBy: $0)
                } ?? indices.split(validationShare: share, seed: seed)
            training = all.selecting(split.training.indices)
            validation = all.selecting(split.validation.indices)
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
            ? try Table(text: Self.standardInput(), source: "standard input", format: own)
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

    private static func standardInput() throws(DataError) -> String {
        let bytes: Data
        do { bytes = try FileHandle.standardInput.readToEnd() ?? Data() } catch {
            throw .unreadable(path: "standard input", reason: "\(error)")
        }
        guard let text = String(data: bytes, encoding: .utf8) else {
            throw .malformed(source: "standard input", found: "bytes that are not UTF-8", expected: "a table")
        }
        return text
    }
}

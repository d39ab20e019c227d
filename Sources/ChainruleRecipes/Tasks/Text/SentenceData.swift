import ChainruleData
import Foundation

/// Where sentences with classes are read from.
enum SentenceData {
    case directory(TextDirectory)
    case tables(TableParts)

    /// The column of the texts.
    private static let text = RecipeOption<String>(
        "text", valueName: "column",
        help:
            "For tables of sentences: the column of the sentences, by name or position; by default the only one beside "
            + "--target.",
        expected: "the name or the position of a column"
    ) { $0.isEmpty ? nil : $0 }

    static var options: [any RecipeOptionDeclaration] {
        [TableFormatOptions.target, text, HeldOut.option] + TableFormatOptions.all
    }

    /// - Throws: `DataError` if there is neither a table at `path` nor a directory of texts.
    init(_ path: String, heldOut: HeldOut?) throws(DataError) {
        if isDirectory(path) == true,
            try TableFiles.tables(among: DirectoryListing(path, expected: "texts").files).isEmpty
        {
            var directory = try TextDirectory(path)
            if case .file(let validation) = heldOut { directory.validation = try TextFolder(validation) }
            self = .directory(directory)
        } else {
            self = .tables(try TableParts(path, heldOut: heldOut))
        }
    }

    /// The paths of the files by the names that records give them.
    var files: [String: String] {
        switch self {
        case .tables(let parts): parts.files
        case .directory(let directory):
            Dictionary(
                [directory.training, directory.validation].compactMap(\.self).flatMap { folder in
                    folder.files.map {
                        (
                            "\(URL(fileURLWithPath: folder.path).lastPathComponent)/\($0)",
                            "\(folder.path)/\($0)"
                        )
                    }
                }
            ) { first, _ in first }
        }
    }

    /// Whether the data have a validation part of their own.
    var hasValidation: Bool {
        switch self {
        case .tables(let parts): parts.validation != nil
        case .directory(let directory): directory.validation != nil
        }
    }

    /// The sentences of the training part and of the validation part, if there is one, and what should be known of them.
    func read(
        _ options: OptionValues
    ) throws(DataError) -> (training: SentenceExamples, validation: SentenceExamples?, notes: [String]) {
        let settings = WordSettings(options)
        switch self {
        case .directory(let directory):
            let training = try directory.training.sentences()
            let validation = try directory.validation.map { folder throws(DataError) in
                SentenceExamples(try folder.sentences(classNames: training.classNames), settings)
            }
            return (SentenceExamples(training, settings), validation, directory.notes)
        case .tables(let parts):
            let (table, reading) = try Self.table(at: parts.training, options)
            let training = try reading.sentences(table)
            let validation = try parts.validation.map { path throws(DataError) in
                SentenceExamples(
                    try reading.sentences(at: path, classNames: training.classNames), settings, table: reading
                )
            }
            return (SentenceExamples(training, settings, table: reading), validation, table.notes)
        }
    }

    private static func table(
        at path: String, _ options: OptionValues
    ) throws(DataError) -> (Table, SentenceTable) {
        let target = try TableFormatOptions.target(options, ofTableAt: path)
        let table = try Table(
            path: path, format: TableFormatOptions.format(options), label: Int(target) == nil ? target : nil)
        let label = try table.index(of: .nameOrPlace(target))
        let others = table.columnNames.indices.filter { $0 != label }
        let column: Int
        if let text = options[text] {
            column = try table.index(of: .nameOrPlace(text))
        } else {
            guard others.count == 1 else {
                throw .malformed(
                    source: "--text", found: "nothing",
                    expected: "the column of the sentences, one of "
                        + others.prefix(40).map { table.columnNames[$0] }.joined(separator: ", "))
            }
            column = others[0]
        }
        guard column != label else {
            throw .malformed(
                source: path, found: "the column '\(table.columnNames[label])' as --text and as --target",
                expected: "two columns")
        }
        return (
            table,
            SentenceTable(
                format: table.format, text: table.columnNames[column], label: table.columnNames[label])
        )
    }
}

/// How a table of sentences is read.
struct SentenceTable: Sendable, Equatable, Codable {
    let format: TableFormat
    /// The names of the columns.
    let text, label: String

    /// The sentences with their classes.
    func sentences(_ table: Table, classNames: [String]? = nil) throws(DataError) -> LabeledSentences {
        try LabeledSentences(table, text: .name(text), label: .name(label), classNames: classNames)
    }

    /// The sentences of another table with the same columns.
    func sentences(at path: String, classNames: [String]) throws(DataError) -> LabeledSentences {
        try sentences(Table(path: path, format: format), classNames: classNames)
    }

    /// The sentences of another table, with or without their classes.
    func texts(at path: String) throws(DataError) -> [String] {
        var own = format
        own.columns = nil
        let table = try Table(path: path, format: own)
        let column = table.columnNames.count == 1 ? TableColumn.index(0) : .name(text)
        guard case .texts(let texts) = try table.values(of: [column], areNumbers: [false])[0] else {
            fatalError("a column that was read as texts holds numbers")
        }
        return try texts.enumerated().map { row, text throws(DataError) in
            if let text, !text.allSatisfy(\.isWhitespace) { return text }
            throw try table.malformed(row: row, column: column, found: "nothing", expected: "a sentence")
        }
    }
}

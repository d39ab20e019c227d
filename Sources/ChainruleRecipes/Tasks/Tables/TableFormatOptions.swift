import ChainruleData

/// The options that say how a table is written and which of its columns are read.
package enum TableFormatOptions {
    private static let separator = RecipeOption<TableSeparator>(
        "separator", valueName: "separator",
        help: "For tables: comma, semicolon, tab, pipe, whitespace, another character, or none.",
        expected: TableSeparator.names.joined(separator: ", ") + " or one ASCII character"
    ) { TableSeparator(named: $0) }
    private static let header = RecipeOption<HeaderRow>(
        "header", valueName: "header",
        help: "For tables: whether the first row holds the column names; by default auto, which detects it.")
    private static let quotes = RecipeOption<TableQuotes>(
        "quotes", valueName: "quotes",
        help: "For tables: whether double quotes enclose cells (RFC 4180) or are ordinary characters.")
    private static let decimal = RecipeOption<DecimalMark>(
        "decimal", valueName: "decimal", help: "For tables: the decimal mark.")
    private static let comment = RecipeOption<String>(
        "comment", valueName: "mark", help: "For tables: skip lines that start with this.", expected: "a text"
    ) {
        $0.isEmpty ? nil : $0
    }
    private static let missing = RecipeOption<[String]>(
        "missing", valueName: "texts",
        help: "For tables: texts that mean a missing value, such as 'NA,-999'; '' for empty cells only.",
        expected: "texts with commas between them"
    ) { $0.split(separator: ",").map(String.init) }
    private static let columns = RecipeOption<[String]>(
        "columns", valueName: "columns", help: "For tables: the columns to read, by name or position.",
        expected: "columns with commas between them"
    ) { $0.split(separator: ",").map(String.init) }

    /// The column that is predicted.
    static let target = RecipeOption<String>(
        "target", valueName: "column", help: "For tables: the column to predict, by name or position.",
        expected: "the name or the position of a column"
    ) { $0.isEmpty ? nil : $0 }

    /// The column that is predicted, which must be given.
    ///
    /// - Throws: `DataError` if it is not; the error names the columns of the table.
    static func target(_ options: OptionValues, ofTableAt path: String) throws(DataError) -> String {
        if let target = options[target] { return target }
        let names = try Table(path: path, format: format(options)).columnNames
        throw .malformed(
            source: "--target", found: "nothing",
            expected: "the column to predict, one of \(names.prefix(40).joined(separator: ", "))")
    }

    package static var all: [any RecipeOptionDeclaration] {
        [separator, header, quotes, decimal, comment, missing, columns]
    }

    /// What the options say; nil is to be found out.
    package static func format(_ options: OptionValues) -> TableFormat {
        TableFormat(
            separator: options[separator], header: options[header]?.isThere, quotes: options[quotes],
            decimal: options[decimal], comment: options[comment], missing: options[missing],
            columns: options[columns]?.map { .nameOrPlace($0) })
    }
}

/// Whether a table begins with the names of its columns.
private enum HeaderRow: String, CaseIterable, Sendable {
    case yes, no, auto

    /// Nil if it is to be found out.
    var isThere: Bool? { self == .auto ? nil : self == .yes }
}

extension TableSeparator {
    private static let named: KeyValuePairs<String, TableSeparator> = [
        "comma": .comma, "semicolon": .semicolon, "tab": .tab, "pipe": .pipe, "whitespace": .whitespace,
        "none": .none,
    ]

    fileprivate static var names: [String] { named.map(\.key) }

    /// A separator as options name it; nil if the text names none.
    fileprivate init?(named text: String) {
        if let known = Self.named.first(where: { $0.key == text })?.value {
            self = known
            return
        }
        // A shell passes '\t' on as it is.
        if text == "\\t" {
            self = .tab
            return
        }
        guard text.utf8.count == 1, let byte = text.utf8.first, !text.allSatisfy(\.isLetter),
            !["\n", "\r", "\""].contains(text)
        else { return nil }
        self = byte == UInt8(ascii: " ") ? .whitespace : .byte(byte)
    }
}

import ArgumentParsing
import ChainruleData

/// The format of tables, and which of their columns are read.
struct TableOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "For tables: comma, semicolon, tab, pipe, whitespace, another character, or none.",
            valueName: "separator"))
    var separator: TableSeparator?

    @Option(help: "For tables: whether the first row holds the column names; auto detects it.")
    var header: HeaderRow = .auto

    @Option(help: "For tables: whether double quotes enclose cells (RFC 4180) or are ordinary characters.")
    var quotes: TableQuotes?

    @Option(help: "For tables: the decimal mark.")
    var decimal: DecimalMark?

    @Option(help: ArgumentHelp("For tables: skip lines that start with this.", valueName: "mark"))
    var comment: String?

    @Option(
        help: ArgumentHelp(
            "For tables: texts that mean a missing value, such as 'NA,-999'; '' for empty cells only.",
            valueName: "texts"))
    var missing: WordList?

    @Option(help: ArgumentHelp("For tables: the columns to read, by name or position.", valueName: "columns"))
    var columns: WordList?

    /// The format given by the options; what is nil is detected.
    var format: TableFormat {
        TableFormat(
            separator: separator, header: header.isThere, quotes: quotes, decimal: decimal, comment: comment,
            missing: missing?.words, columns: columns?.words.map { .nameOrPlace($0) })
    }
}

/// Whether a table begins with the names of its columns.
enum HeaderRow: String, CaseIterable, ExpressibleByArgument {
    case yes, no, auto

    /// Nil if it is to be detected.
    var isThere: Bool? { self == .auto ? nil : self == .yes }
}

/// Words with commas between them.
struct WordList: ExpressibleByArgument {
    let words: [String]

    init?(argument: String) { words = argument.split(separator: ",").map(String.init) }
}

extension TableQuotes: ExpressibleByArgument {}
extension DecimalMark: ExpressibleByArgument {}

extension TableSeparator: ExpressibleByArgument {
    private static let named: KeyValuePairs<String, TableSeparator> = [
        "comma": .comma, "semicolon": .semicolon, "tab": .tab, "pipe": .pipe, "whitespace": .whitespace,
        "none": .none,
    ]

    public init?(argument: String) {
        if let named = Self.named.first(where: { $0.key == argument })?.value {
            self = named
            return
        }
        // A shell passes '\t' on as it is.
        if argument == "\\t" {
            self = .tab
            return
        }
        guard argument.utf8.count == 1, let byte = argument.utf8.first, !argument.allSatisfy(\.isLetter),
            !["\n", "\r", "\""].contains(argument)
        else { return nil }
        self = byte == UInt8(ascii: " ") ? .whitespace : .byte(byte)
    }

    public static var expectedValueDescription: String {
        named.map(\.key).joined(separator: ", ") + " or one ASCII character"
    }
}

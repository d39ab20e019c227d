/// The format of a table, and which of its columns are read.
///
/// What is nil is detected from the whole file. ``Table/format`` is the result, with which a second table is read in
/// the same way.
///
/// ```swift
/// let messages = try Table(path: "SMSSpamCollection", format: TableFormat(separator: .tab, header: false))
/// let test = try Table(path: "test.csv", format: messages.format)
/// ```
public struct TableFormat: Sendable, Equatable, Codable {
    /// What separates cells.
    public var separator: TableSeparator?
    /// Whether the first row names the columns.
    public var header: Bool?
    /// What quotation marks mean.
    public var quotes: TableQuotes?
    /// The decimal mark of numbers.
    public var decimal: DecimalMark?
    /// Lines that begin with this are skipped, except that the last of those before the table may be its header. If nil,
    /// only lines with `#` before the table are skipped, as `numpy.savetxt` writes them.
    public var comment: String?
    /// The texts that mean a missing value; empty cells always do.
    ///
    /// If nil, these are `?`, `NA`, `N/A`, `NaN`, `NAN`, `nan`, `null`, `NULL` and `None`, except those that occur
    /// only in text columns, where they are likely to be a category, such as the country NA.
    public var missing: [String]?
    /// The columns to read, in that order; all if nil.
    public var columns: [TableColumn]?

    /// A format with some properties given; the others are detected.
    public init(
        separator: TableSeparator? = nil, header: Bool? = nil, quotes: TableQuotes? = nil,
        decimal: DecimalMark? = nil, comment: String? = nil, missing: [String]? = nil,
        columns: [TableColumn]? = nil
    ) {
        (self.separator, self.header, self.quotes, self.decimal) = (separator, header, quotes, decimal)
        (self.comment, self.missing, self.columns) = (comment, missing, columns)
    }
}

/// What quotation marks in a table mean.
public enum TableQuotes: String, Sendable, Codable, CaseIterable {
    /// A cell in quotation marks may hold separators, ends of lines, and quotation marks written twice (RFC 4180).
    case double
    /// A quotation mark is a character like any other.
    case none
}

/// The decimal mark of numbers.
public enum DecimalMark: String, Sendable, Codable, CaseIterable {
    case point = "."
    case comma = ","
}

/// What separates the cells of a row.
public enum TableSeparator: Sendable, Hashable, Codable {
    /// One ASCII character.
    case byte(UInt8)
    /// One or more spaces or tabs.
    case whitespace
    /// No separator: a line is one cell.
    case none

    public static let comma = Self.byte(UInt8(ascii: ","))
    public static let semicolon = Self.byte(UInt8(ascii: ";"))
    public static let tab = Self.byte(UInt8(ascii: "\t"))
    public static let pipe = Self.byte(UInt8(ascii: "|"))

    /// Those that are tried, in the order in which they are preferred.
    static let candidates: [Self] = [.comma, .tab, .semicolon, .pipe, .whitespace]

    /// Whether `byte` separates cells.
    @inline(__always)
    func matches(_ byte: UInt8) -> Bool {
        switch self {
        case .byte(let own): byte == own
        case .whitespace: byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
        case .none: false
        }
    }

    /// Whether `byte` beside a cell does not belong to it.
    @inline(__always)
    func pads(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") && self != .byte(UInt8(ascii: " "))
            || (byte == UInt8(ascii: "\t") && self != .tab)
    }
}

extension TableSeparator: CustomStringConvertible {
    /// Such as "tab-separated".
    public var description: String {
        switch self {
        case .comma: "comma-separated"
        case .semicolon: "semicolon-separated"
        case .tab: "tab-separated"
        case .byte(let byte): "separated by '\(Character(UnicodeScalar(byte)))'"
        case .whitespace: "whitespace-separated"
        case .none: "one column"
        }
    }
}

/// Which column of a table: its name, or its position counted from 0, or from the end with -1 for the last.
public enum TableColumn: Sendable, Hashable, Codable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral
{
    case name(String)
    case index(Int)
    /// The column of this name, or if there is none, the one at this position.
    case nameOrPlace(String)

    public init(stringLiteral name: String) { self = .name(name) }
    public init(integerLiteral index: Int) { self = .index(index) }
}

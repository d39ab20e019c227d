/// The separator between the cells of a row.
public enum CSVSeparator: Sendable, CaseIterable {
    case comma
    case semicolon
    case tab
    /// One or more spaces or tabs.
    case blanks

    /// Whether `byte` separates cells.
    func matches(_ byte: UInt8) -> Bool {
        switch self {
        case .comma: byte == UInt8(ascii: ",")
        case .semicolon: byte == UInt8(ascii: ";")
        case .tab: byte == UInt8(ascii: "\t")
        case .blanks: byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
        }
    }

    /// Whether `byte` beside a cell does not belong to it.
    func pads(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (byte == UInt8(ascii: "\t") && self != .tab)
    }

    /// The separator that makes most cells of the first rows numbers; in doubt, the first in the order of
    /// the cases under which the first row has more than one cell, or else the comma.
    static func recognized(in content: [UInt8]) -> CSVSeparator {
        var best: (separator: CSVSeparator, numbers: Int)?
        for candidate in allCases {
            var parser = CSVParser(content, separator: candidate, source: "")
            var (width, numbers) = (0, 0)
            for _ in 0..<20 {
                // What is wrong with the file is told when it is read for good.
                guard let row = try? parser.nextRow() else { break }
                if width == 0 { width = row.cells.count }
                if row.cells.count != width { continue }
                numbers += row.cells.count { Float(cell: parser.text(of: $0)) != nil }
            }
            if width > 1, numbers > best?.numbers ?? -1 { best = (candidate, numbers) }
        }
        return best?.separator ?? .comma
    }
}

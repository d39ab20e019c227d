/// How many cells the rows of a table have if it is cut in one way.
struct RowWidths {
    let separator: TableSeparator
    let quotes: TableQuotes
    private(set) var rowCount = 0
    /// How many cells most rows have; of widths that are equally frequent the largest.
    private(set) var common = 0
    private var commonCount = 0
    private var firstWidth = 0
    /// Whether the rows have one width, but for the first, which may be a header with more cells or fewer.
    var isConstant: Bool { failure == nil && commonCount >= (firstWidth == common ? rowCount : rowCount - 1) }
    /// Whether the first row, too, has that width.
    var isRectangular: Bool { failure == nil && commonCount == rowCount }
    /// Where quotation marks do not match, at which counting ends.
    private(set) var failure: CSVParser.Failure?
    /// What is to be said of the quotation marks.
    var note: String?
    /// How many cells begin with a quotation mark, and how many of these also end with one.
    private(set) var (quoted, enclosed) = (0, 0)

    /// The share of the rows that are as wide as most.
    var share: Double { Double(commonCount) / Double(max(1, rowCount)) }

    /// Counts the rows; ends early where a thousand of them have no common width.
    init(
        _ bytes: UnsafeRawBufferPointer, _ separator: TableSeparator, _ quotes: TableQuotes, comment: String?,
        from start: Int
    ) {
        self.separator = separator
        self.quotes = quotes
        var parser = CSVParser(bytes, separator: separator, quotes: quotes, comment: comment, from: start)
        var cells: [CSVParser.Cell] = []
        var counts: [Int: Int] = [:]
        do {
            while try parser.nextRow(into: &cells) {
                rowCount += 1
                if quotes == .none { countQuotes(cells, bytes) }
                if rowCount == 1 { firstWidth = cells.count }
                counts[cells.count, default: 0] += 1
                if rowCount.isMultiple(of: 1000), counts.values.max()! < rowCount / 2 { break }
            }
        } catch { failure = error }
        if let most = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
            (common, commonCount) = (most.key, most.value)
        }
    }

    private mutating func countQuotes(_ cells: [CSVParser.Cell], _ bytes: UnsafeRawBufferPointer) {
        for cell in cells where cell.end > cell.start && bytes[cell.start] == UInt8(ascii: "\"") {
            quoted += 1
            if cell.end > cell.start + 1, bytes[cell.end - 1] == UInt8(ascii: "\"") { enclosed += 1 }
        }
    }
}

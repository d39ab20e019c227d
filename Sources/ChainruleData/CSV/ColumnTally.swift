/// What the cells of one column are, counted over the whole table.
struct ColumnTally {
    /// Numbers without a mark, with a point and with a comma.
    private(set) var (whole, points, commas) = (0, 0, 0)
    /// Numbers with a comma that may group thousands.
    private(set) var groupedCount = 0
    private(set) var empty = 0
    /// How often each text is there that may stand for a missing value.
    private(set) var marks: [String: Int] = [:]
    private(set) var textCount = 0
    private var firstText: String?
    private var (firstPoint, firstComma): (String?, String?) = (nil, nil)
    /// The different texts, by their hashes, as long as there are few.
    private(set) var distinct: Set<Int> = []
    private(set) var textBytes = 0

    static let manyTexts = 256

    func numberCount(_ decimal: DecimalMark) -> Int { whole + (decimal == .point ? points : commas) }

    /// The cells that are neither missing nor numbers.
    func textCount(_ decimal: DecimalMark) -> Int { textCount + (decimal == .point ? commas : points) }

    /// The first cell that is neither missing nor a number.
    func firstText(_ decimal: DecimalMark) -> String? {
        firstText ?? (decimal == .point ? firstComma : firstPoint)
    }

    /// Whether most of the known cells are numbers.
    func isMostlyNumeric(_ decimal: DecimalMark) -> Bool { numberCount(decimal) > textCount(decimal) }

    /// Whether all of the known cells are numbers, and the marks in it stand for missing values.
    func isNumeric(_ decimal: DecimalMark, missing: Set<String>) -> Bool {
        textCount(decimal) == 0 && marks.keys.allSatisfy(missing.contains)
    }

    var isEmpty: Bool { whole + points + commas + textCount == 0 && marks.isEmpty }

    /// The average length of its texts in bytes.
    var meanLength: Double { Double(textBytes) / Double(max(1, textCount)) }

    mutating func add(_ cell: CSVParser.Cell, _ reader: CellReader) {
        if cell.start == cell.end {
            empty += 1
        } else if reader.isMissing(cell) {
            marks[reader.text(cell), default: 0] += 1
        } else if let number = NumberText(
            UnsafeRawBufferPointer(rebasing: reader.bytes[cell.start..<cell.end]))
        {
            switch number.mark {
            case nil: whole += 1
            case .point:
                points += 1
                if points == 1 { firstPoint = reader.text(cell) }
            case .comma:
                commas += 1
                if commas == 1 { firstComma = reader.text(cell) }
                if number.looksGrouped { groupedCount += 1 }
            }
        } else {
            textCount += 1
            textBytes += cell.end - cell.start
            if textCount == 1 { firstText = reader.text(cell) }
            if distinct.count <= Self.manyTexts {
                var hasher = Hasher()
                hasher.combine(
                    bytes: UnsafeRawBufferPointer(rebasing: reader.bytes[cell.start..<cell.end]))
                distinct.insert(hasher.finalize())
            }
        }
    }
}

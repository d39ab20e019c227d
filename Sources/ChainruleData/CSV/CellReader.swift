/// The content of cells: a text, a number or nothing.
struct CellReader {
    let bytes: UnsafeRawBufferPointer
    private let decimal: DecimalMark
    private let missing: MissingTexts

    init(_ bytes: UnsafeRawBufferPointer, decimal: DecimalMark, missing: MissingTexts) {
        self.bytes = bytes
        self.decimal = decimal
        self.missing = missing
    }

    func text(_ cell: CSVParser.Cell) -> String {
        let content = UnsafeRawBufferPointer(rebasing: bytes[cell.start..<cell.end])
        guard cell.hasDoubledQuotes else { return String(decoding: content, as: UTF8.self) }
        var text: [UInt8] = []
        var isEscaping = false
        for byte in content {
            isEscaping = byte == UInt8(ascii: "\"") && !isEscaping
            if !isEscaping { text.append(byte) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    func isMissing(_ cell: CSVParser.Cell) -> Bool {
        if cell.start == cell.end { return true }
        return missing.mayBegin(with: bytes[cell.start]) && missing.texts.contains(text(cell))
    }

    /// The number in a cell; nil if it is not a number or out of float32's range.
    func number(_ cell: CSVParser.Cell) -> Double? {
        let content = UnsafeRawBufferPointer(rebasing: bytes[cell.start..<cell.end])
        return NumberText(content, decimal: decimal)?.value
    }
}

/// The texts that stand for missing values.
struct MissingTexts {
    let texts: Set<String>
    /// For each byte, whether any of the texts begins with it.
    private let begins: [Bool]

    init(_ texts: [String]) {
        self.texts = Set(texts)
        var begins = [Bool](repeating: false, count: 256)
        for first in texts.compactMap(\.utf8.first) { begins[Int(first)] = true }
        self.begins = begins
    }

    func mayBegin(with byte: UInt8) -> Bool { begins[Int(byte)] }
}

extension Set<String> {
    /// The texts in the order in which classes are numbered: by value if all are integers, else by alphabet.
    package var inClassOrder: [String] {
        let numbers = compactMap { text in Int(text).map { ($0, text) } }
        guard numbers.count == count else { return sorted() }
        // Equal numbers that are written in two ways are two texts.
        return numbers.sorted { $0 < $1 }.map(\.1)
    }
}

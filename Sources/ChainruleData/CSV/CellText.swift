extension String {
    /// Whether it stands, in a cell, for a value that nobody knows.
    var isMissingCell: Bool { utf8.count <= 4 && Self.missingMarks.contains(self) }

    private static let missingMarks = ["", "?", "NA", "N/A", "NaN", "NAN", "nan", "null", "NULL", "None"]
}

extension Float {
    /// The number that a cell says; nil if it says none, or one that float32 cannot be near.
    init?(cell text: String) {
        guard let number = Float(text), number.isFinite else { return nil }
        self = number
    }
}

extension Double {
    /// The number that a cell says, to more digits than float32 has; nil where ``Float/init(cell:)`` is.
    init?(cell text: String) {
        guard let number = Double(text), Float(number).isFinite else { return nil }
        self = number
    }
}

extension Set<String> {
    /// The texts in the order in which classes are numbered: by value if all are integers, else by alphabet.
    var inClassOrder: [String] {
        let numbers = compactMap { text in Int(text).map { ($0, text) } }
        guard numbers.count == count else { return sorted() }
        // Equal numbers that are written in two ways are two texts.
        return numbers.sorted { $0 < $1 }.map(\.1)
    }
}

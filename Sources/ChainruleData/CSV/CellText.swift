extension String {
    /// Whether it stands, in a cell, for a value that nobody knows.
    var isMissingCell: Bool { ["", "?", "NA", "NaN", "nan"].contains(self) }
}

extension Float {
    /// The number that a cell says; nil if it says none, or one that float32 cannot be near.
    init?(cell text: String) {
        guard let number = Float(text), number.isFinite else { return nil }
        self = number
    }
}

extension String {
    /// The text on one line: everything that would move the cursor is a space.
    package var singleLine: String {
        String(map { $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } ? $0 : " " })
    }
}

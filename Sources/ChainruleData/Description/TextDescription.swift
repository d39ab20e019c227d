import Foundation

/// Statistics of a text, and likely problems.
public struct TextDescription: Sendable, Codable, Equatable {
    /// What the file is called.
    public let name: String
    /// The number of lines.
    public let lines: Int
    /// How many of the lines have no characters.
    public let emptyLines: Int
    /// The number of characters, every end of a line among them as one.
    public let characters: Int
    /// How many of the characters differ.
    public let distinctCharacters: Int
    /// How many characters the lines have without their ends.
    public let lineLength: DataDescription.Summary
    /// Likely problems.
    public let findings: [DataFinding]

    /// Reads a text file; see ``TextLines``.
    ///
    /// - Throws: `DataError` when the file is missing, unreadable or not UTF-8.
    public init(path: String) throws(DataError) {
        let text = try TextLines(path: path)
        var (alphabet, known): (Set<Character>, Set<String>) = ([], [])
        var (lengths, emptyLines, repeatedLines, characters) = (Moments(), 0, 0, text.endCount)
        for index in 0..<text.count {
            let line = try text.example(at: index)
            let length = line.count
            lengths.add(Double(length))
            characters += length
            alphabet.formUnion(line)
            if line.isEmpty { emptyLines += 1 } else if !known.insert(line).inserted { repeatedLines += 1 }
        }
        if text.endCount > 0 { alphabet.insert("\n") }
        name = URL(fileURLWithPath: path).lastPathComponent
        lines = text.count
        self.emptyLines = emptyLines
        self.characters = characters
        distinctCharacters = alphabet.count
        lineLength = .init("characters in a line", lengths, missing: 0)
        findings =
            repeatedLines == 0
            ? []
            : [
                DataFinding(
                    .duplicates, part: name, count: repeatedLines,
                    "\(repeatedLines) of the \(text.count) lines of \(name) duplicate an earlier one")
            ]
    }
}

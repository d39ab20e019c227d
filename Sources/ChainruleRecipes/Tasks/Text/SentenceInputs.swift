import ChainruleData

/// Reads new sentences.
enum SentenceInputs {
    /// The sentences in a text file, one in each line, or on standard input for `-`. What is no file but has white space in it is
    /// a sentence itself. Lines of white space alone are skipped.
    ///
    /// - Throws: `DataError` if the file cannot be read, is not UTF-8, or has no word.
    static func read(_ path: String) throws(DataError) -> [String] {
        if path == "-" {
            let lines = try StandardInput.text().split(whereSeparator: \.isNewline).map(String.init)
            return try nonempty(lines, StandardInput.name)
        }
        if isDirectory(path) == nil {
            guard path.contains(where: \.isWhitespace) else {
                throw .missing(
                    path: path,
                    expected: "a text file, - for standard input, or a sentence in quotation marks")
            }
            return try nonempty([path], "the sentence")
        }
        return try nonempty(TextLines(path: path).texts(), path)
    }

    private static func nonempty(_ lines: [String], _ source: String) throws(DataError) -> [String] {
        let texts = lines.filter { !$0.allSatisfy(\.isWhitespace) }
        if texts.isEmpty {
            throw .malformed(source: source, found: "no word", expected: "a sentence in each line")
        }
        return texts
    }
}

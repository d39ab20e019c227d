import ChainruleData

extension SavedRun {
    /// Writes texts with the run's model.
    ///
    /// - Throws: `DataError` if the model does not write texts.
    public func writer() throws(DataError) -> TextWriter {
        if let writer = task.writer(for: model) { return writer }
        let names = Recipe.all.filter { $0.task is any TextTask.Type }.map(\.name)
        throw .malformed(
            source: source, found: "a run of \(recipe.name), which writes no text",
            expected: "one of \(names.joined(separator: ", "))")
    }

    /// A text of `length` characters that the model writes, behind the beginning `prime`.
    ///
    /// ```swift
    /// print(try SavedRun("runs/char-rnn").generate(length: 500, prime: "ROMEO:", sampling: TextSampling(temperature: 0.8)))
    /// ```
    ///
    /// - Parameters:
    ///   - length: the number of characters behind the beginning.
    ///   - prime: what the text begins with; nothing by default.
    ///   - sampling: how characters are drawn.
    ///   - seed: the random seed; the same seed gives the same text.
    /// - Throws: `DataError` if the model does not write texts, or the beginning has a character that it was not trained on.
    public func generate(
        length: Int, prime: String = "", sampling: TextSampling = TextSampling(), seed: UInt64 = 0
    ) throws(DataError) -> String {
        try writer().write(length, after: prime, sampling: sampling, seed: seed)
    }
}

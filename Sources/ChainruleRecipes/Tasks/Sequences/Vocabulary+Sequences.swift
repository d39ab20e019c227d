import ChainruleData

extension Vocabulary {
    /// The numbers of symbols.
    ///
    /// - Parameters:
    ///   - symbols: which.
    ///   - source: where they come from, for errors.
    ///   - kind: what a symbol is, for errors.
    /// - Throws: `DataError` if one of them is unknown.
    func numbers(
        of symbols: some Sequence<String>, source: String, _ kind: String
    ) throws(DataError) -> [Int32] {
        var numbers: [Int32] = []
        for symbol in symbols {
            guard let number = self[symbol] else {
                throw .malformed(
                    source: source, found: "the \(kind) '\(symbol)'",
                    expected: "a \(kind) that the model knows")
            }
            numbers.append(Int32(number))
        }
        return numbers
    }

    /// The targets of a network that writes these symbols: their numbers, 0, which is the end, and
    /// `Batch.ignoredLabel` up to `length`.
    func target(
        _ symbols: some Sequence<String>, length: Int, source: String, _ kind: String
    ) throws(DataError) -> [Int32] {
        let numbers = try numbers(of: symbols, source: source, kind) + [0]
        guard numbers.count <= length else {
            throw .malformed(
                source: source, found: "a target of \(numbers.count - 1)", expected: "up to \(length - 1)")
        }
        return numbers + [Int32](repeating: Int32(Batch.ignoredLabel), count: length - numbers.count)
    }

    /// The symbols that were written, up to the end.
    func written(_ numbers: some Sequence<Int32>) -> [String] {
        numbers.prefix { $0 > 0 }.map { symbols[Int($0)] }
    }
}

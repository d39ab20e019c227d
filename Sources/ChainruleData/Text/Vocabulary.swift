import Chainrule

/// The symbols of a language, such as its characters or its words, each with a number.
///
/// ```swift
/// let words = Vocabulary(counting: ["the", "cat", "the", "dog"], reserved: ["<unknown>"])
/// print(words.symbols)                   // ["<unknown>", "the", "cat", "dog"]
/// print(words["cat"] ?? 0, words["owl"] ?? 0)  // 2 0
/// ```
public struct Vocabulary: Sendable, Equatable {
    /// The symbols in the order of their numbers.
    public let symbols: [String]
    private let numbers: [String: Int]

    /// The symbols with the numbers 0, 1 and so on.
    ///
    /// - Precondition: no symbol comes twice.
    public init(_ symbols: [String]) {
        self.symbols = symbols
        numbers = Dictionary(zip(symbols, 0...)) { first, second in
            fatalError("Vocabulary: '\(symbols[first])' is both symbol \(first) and \(second)")
        }
    }

    /// The symbols that occur in a sequence: the most frequent first, those of the same frequency in their own order.
    ///
    /// - Parameters:
    ///   - sequence: all characters of a text, all words of a training set.
    ///   - reserved: symbols that come before all others, whether they occur or not; none by default.
    ///   - minimumCount: how often a symbol must occur at least, 1 by default.
    ///   - limit: how many symbols there are at most, with those reserved; no limit by default.
    public init(
        counting sequence: some Sequence<String>, reserved: [String] = [], minimumCount: Int = 1,
        limit: Int? = nil
    ) {
        var counts: [String: Int] = [:]
        for symbol in sequence { counts[symbol, default: 0] += 1 }
        for symbol in reserved { counts[symbol] = nil }
        let frequent = counts.filter { $0.value >= minimumCount }
        let sorted = frequent.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        self.init(reserved + sorted.prefix(max(0, (limit ?? .max) - reserved.count)))
    }

    /// The number of symbols.
    public var count: Int { symbols.count }

    /// The number of a symbol; nil if the vocabulary lacks it.
    public subscript(symbol: String) -> Int? { numbers[symbol] }
}

extension Vocabulary: Codable {
    /// Reads the symbols.
    ///
    /// - Throws: `DecodingError` if one comes twice.
    public init(from decoder: any Decoder) throws {
        let symbols = try [String](from: decoder)
        guard Set(symbols).count == symbols.count else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a symbol comes twice"))
        }
        self.init(symbols)
    }

    /// Writes the symbols.
    public func encode(to encoder: any Encoder) throws { try symbols.encode(to: encoder) }
}

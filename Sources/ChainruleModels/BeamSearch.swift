import Chainrule

/// Beam search: looks for the most probable sequence by continuing the best few prefixes in all ways and keeping the best few of
/// these.
///
/// A width of 1 is greedy search: every symbol is the most probable one after those before it. The search ends when no kept prefix
/// can become more probable than the best sequence that has ended.
///
/// Source: Lowerre, "The HARPY speech recognition system", 1976; Sutskever, Vinyals and Le, "Sequence to sequence learning with
/// neural networks", 2014.
public struct BeamSearch: Sendable {
    /// The number of prefixes that are kept.
    public let width: Int
    /// The symbols of the longest sequence, its end included.
    public let length: Int

    /// A sequence that was found.
    public struct Sequence: Sendable, Equatable {
        /// The symbols, without the end.
        public let symbols: [Int32]
        /// The sum of the logarithms of the symbols' probabilities, that of the end included.
        public let logProbability: Double
    }

    /// - Precondition: both are positive.
    public init(width: Int, length: Int) {
        require(width > 0 && length > 0, "BeamSearch: width \(width) and length \(length) must be positive")
        (self.width, self.length) = (width, length)
    }

    /// The sequences that were found, at most ``width`` of them, the most probable first; symbol 0 ends a sequence, and stands
    /// before its first symbol.
    ///
    /// - Parameters:
    ///   - state: what is known of the empty prefix.
    ///   - next: from the last symbol of each prefix and the state, the logarithms of the probabilities of the next symbol
    ///     `[prefixes, symbols]`, and the state after it.
    ///   - selecting: the state of some of the prefixes, in that order.
    public func callAsFunction<State>(
        from state: State, next: (_ symbols: [Int32], _ state: State) -> (logProbabilities: Tensor, State),
        selecting: (_ state: State, _ prefixes: [Int]) -> State
    ) -> [Sequence] {
        var prefixes = [Sequence(symbols: [], logProbability: 0)]
        var ended: [Sequence] = []
        var state = state
        for place in 1...length {
            let (logarithms, after) = next(prefixes.map { $0.symbols.last ?? 0 }, state)
            let scores = logarithms.scalars(as: Double.self)
            let symbolCount = logarithms.shape[1]
            let best = scores.indices
                .map { (place: $0, score: prefixes[$0 / symbolCount].logProbability + scores[$0]) }
                // Of equal ones the first, as argmax takes it.
                .sorted { ($1.score, $0.place) < ($0.score, $1.place) }.prefix(width)
            var kept: [Int] = []
            var longer: [Sequence] = []
            for (index, score) in best {
                let (row, symbol) = index.quotientAndRemainder(dividingBy: symbolCount)
                let before = prefixes[row].symbols
                if symbol == 0 || place == length {
                    let symbols = symbol == 0 ? before : before + [Int32(symbol)]
                    ended.append(Sequence(symbols: symbols, logProbability: score))
                } else {
                    kept.append(row)
                    longer.append(Sequence(symbols: before + [Int32(symbol)], logProbability: score))
                }
            }
            // The sort is by score, so the first is the best; the earliest of equal ones stays first.
            ended = Array(ended.sorted { $0.logProbability > $1.logProbability }.prefix(width))
            guard let hope = longer.first?.logProbability else { break }
            if let found = ended.first, found.logProbability >= hope { break }
            (prefixes, state) = (longer, selecting(after, kept))
        }
        return ended
    }
}

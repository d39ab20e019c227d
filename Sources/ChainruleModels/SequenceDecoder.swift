import Chainrule
import ChainruleNN

/// Writes a sequence symbol by symbol: an embedding of the symbol before, an LSTM, attention to a memory, and scores of the next
/// symbol.
///
/// The attention is that of Luong, Pham and Manning ("Effective approaches to attention-based neural machine translation", EMNLP
/// 2015): from the state h, softmax over the memory of hᵀ·W·m / √size, the mean c of the memory weighted by it, and
/// tanh(W·[c; h]), from which the scores are computed. Because nothing of this returns to the LSTM, all places of a known sequence
/// are computed at once.
///
/// Symbol 0 ends a sequence, and is what comes before its first symbol.
public struct SequenceDecoder: Module {
    public let embedding: Embedding
    public let recurrent: LSTM
    /// W of the score, and the layer on c and h; nil without attention.
    public let query, combination: Linear?
    public let scores: Linear

    /// What a decoder starts from.
    public struct Context {
        /// The state before the first symbol, each tensor `[1, N, size]`.
        public let state: LSTMState
        /// What is attended to, `[N, S, memory]`; nil for a decoder without attention.
        public let memory: Tensor?
        /// Which places of the memory there are, booleans `[N, S]`; nil for all.
        public let isPresent: Tensor?

        public init(state: LSTMState, memory: Tensor? = nil, isPresent: Tensor? = nil) {
            (self.state, self.memory, self.isPresent) = (state, memory, isPresent)
        }
    }

    /// The scores `[N, T, symbols]`, the state after the last symbol, and the weights of the attention `[N, T, S]`.
    public typealias Results = (scores: Tensor, state: LSTMState, weights: Tensor?)

    /// - Parameters:
    ///   - symbolCount: the number of symbols, that for the end included.
    ///   - size: the units of the LSTM, and the length of the embedded symbols.
    ///   - memory: the length of the vectors that are attended to; nil for no attention.
    ///   - generator: the random generator of the initial values.
    public init(symbolCount: Int, size: Int, memory: Int? = nil, from generator: Generator = .current) {
        embedding = Embedding(symbolCount, size, from: generator)
        recurrent = LSTM(size, size, batchFirst: true, from: generator)
        query = memory.map { Linear(size, $0, bias: false, from: generator) }
        combination = memory.map { Linear($0 + size, size, from: generator) }
        scores = Linear(size, symbolCount, from: generator)
    }

    /// The scores of the symbol after each of `symbols`.
    ///
    /// - Parameters:
    ///   - symbols: int32 `[N, T]`, one after the other.
    ///   - state: the state before the first of them.
    ///   - context: what is attended to.
    public func callAsFunction(_ symbols: Tensor, from state: LSTMState, _ context: Context) -> Results {
        let (hidden, last) = recurrent(embedding(symbols), from: state)
        guard let query, let combination else { return (scores(hidden), last, nil) }
        guard let memory = context.memory else {
            fatalError("SequenceDecoder: a decoder with attention needs a memory")
        }
        let (mean, weights) = scaledDotProductAttention(
            query(hidden), memory, memory, allowed: context.isPresent?.expandingDimension(at: 1))
        let seen = tanh(combination(concatenate([mean, hidden], axis: 2)))
        return (scores(seen), last, weights)
    }

    /// The scores of a known sequence at every place, each given the right symbols before it.
    ///
    /// - Parameters:
    ///   - targets: int32 `[N, T]`; below 0 where the sequence is over.
    ///   - context: what is attended to, and the state to begin with.
    public func callAsFunction(following targets: Tensor, _ context: Context) -> Results {
        let before = targets[0..., 0..<targets.shape[1] - 1].padded([(0, 0), (1, 0)])
        return self(select(before, where: before .> 0, otherwise: 0), from: context.state, context)
    }

    /// The scores `[N, length, symbols]` when every symbol is the best one after those that were written before it.
    public func greedy(_ context: Context, length: Int) -> Tensor {
        var symbols = Tensor.zeros([context.state.hidden.shape[1], 1], dtype: .int32)
        var state = context.state
        let places = (0..<length).map { _ in
            let next = self(symbols, from: state, context)
            (symbols, state) = (next.scores.argmax(axis: 2), next.state)
            return next.scores
        }
        return concatenate(places, axis: 1)
    }
}

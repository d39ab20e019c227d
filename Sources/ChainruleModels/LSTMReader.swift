import Chainrule
import ChainruleNN

/// A network that reads a sentence in both directions and classifies what it remembers at the two ends: an LSTM over the words,
/// the last state of each direction, and a linear classifier.
///
/// int32 words `[N, length]` become scores `[N, classes]`, without a softmax. Sentences may differ in length; padding behind them has
/// no influence.
public struct LSTMReader: Layer {
    public let embedding: Embedding
    public let wordDropout: Dropout
    public let lstm: LSTM
    public let dropout: Dropout
    public let fc: Linear

    /// - Parameters:
    ///   - vocabulary: how many words there are.
    ///   - size: the length of a word's vector.
    ///   - hidden: the memory cells of each direction.
    ///   - classCount: how many classes there are.
    ///   - wordDropout: the dropout probability of the vectors of words.
    ///   - dropout: the dropout probability of the last states.
    ///   - paddingIndex: the number that sentences are filled up with at their end.
    public init(
        vocabulary: Int, size: Int = 128, hidden: Int = 128, classCount: Int = 2, wordDropout: Double = 0.2,
        dropout: Double = 0.5, paddingIndex: Int = 0
    ) {
        // So that a word that is rare in training says little.
        embedding = Embedding(vocabulary, size, paddingIndex: paddingIndex, weights: .normal(deviation: 0.1))
        self.wordDropout = Dropout(wordDropout)
        lstm = LSTM(size, hidden, batchFirst: true, bidirectional: true)
        self.dropout = Dropout(dropout)
        fc = Linear(2 * hidden, classCount)
    }

    public func forward(_ words: Tensor) -> Tensor {
        let lengths = wordCounts(words, paddingIndex: embedding.paddingIndex!)
        let (_, last) = lstm(wordDropout(embedding(words)), from: nil, lengths: lengths)
        return fc(dropout(concatenate([last.hidden[0], last.hidden[1]], axis: 1)))
    }
}

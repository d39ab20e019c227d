import Chainrule
import ChainruleNN

/// A network that gives every word of a sentence a class: an LSTM over the words in both directions, and a linear classifier of
/// its outputs at each word.
///
/// int32 words `[N, length]` become scores `[N, length, classes]`, without a softmax. Sentences may differ in length; padding behind
/// them has no influence.
///
/// Source: Huang, Xu and Yu, "Bidirectional LSTM-CRF models for sequence tagging", 2015, without a conditional random field.
public struct LSTMTagger: Layer {
    public let embedding: Embedding
    public let lstm: LSTM
    public let dropout: Dropout
    public let fc: Linear

    /// - Parameters:
    ///   - vocabulary: how many words there are.
    ///   - size: the length of a word's vector.
    ///   - hidden: the memory cells of each direction.
    ///   - classCount: how many classes there are.
    ///   - dropout: the dropout probability of the LSTM's outputs.
    ///   - paddingIndex: the number that sentences are filled up with at their end.
    public init(
        vocabulary: Int, size: Int = 32, hidden: Int = 64, classCount: Int, dropout: Double = 0.2,
        paddingIndex: Int = 0
    ) {
        embedding = Embedding(vocabulary, size, paddingIndex: paddingIndex)
        lstm = LSTM(size, hidden, batchFirst: true, bidirectional: true)
        self.dropout = Dropout(dropout)
        fc = Linear(2 * hidden, classCount)
    }

    public func forward(_ words: Tensor) -> Tensor {
        let lengths = wordCounts(words, paddingIndex: embedding.paddingIndex!)
        return fc(dropout(lstm(embedding(words), from: nil, lengths: lengths).outputs))
    }
}

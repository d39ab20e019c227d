import Chainrule
import ChainruleNN

/// Convolutions of several widths over the words of a sentence, the maximum of each over time, and a linear
/// classifier (Kim 2014, "Convolutional neural networks for sentence classification").
///
/// int32 words `[N, length]` become scores `[N, classes]`, without a softmax.
public struct TextCNN: Layer {
    public let embedding: Embedding
    public let convolutions: [Conv1d]
    public let dropout: Dropout
    public let fc: Linear

    /// - Parameters:
    ///   - vocabulary: how many words there are.
    ///   - size: the length of a word's vector.
    ///   - widths: how many words a filter sees, for every kind of filter.
    ///   - filters: how many filters there are of each width.
    ///   - classCount: how many classes there are.
    ///   - dropout: the dropout probability of the features.
    public init(
        vocabulary: Int, size: Int = 128, widths: [Int] = [3, 4, 5], filters: Int = 128,
        classCount: Int = 2, dropout: Double = 0.5
    ) {
        embedding = Embedding(vocabulary, size)
        convolutions = widths.map { Conv1d(size, filters, kernel: $0) }
        self.dropout = Dropout(dropout)
        fc = Linear(widths.count * filters, classCount)
    }

    public func forward(_ words: Tensor) -> Tensor {
        let vectors = embedding(words).permuted([0, 2, 1])
        let features = convolutions.map { GlobalMaxPool()(relu($0(vectors))) }
        return fc(dropout(concatenate(features, axis: 1)))
    }
}

import Chainrule
import ChainruleNN

/// Convolutions of several widths over the words of a sentence, the maximum of each over time, and a linear
/// classifier (Kim 2014, "Convolutional neural networks for sentence classification").
///
/// int32 words `[N, length]` become scores `[N, classes]`, without a softmax. With a padding index, sentences may differ in
/// length: windows reach beyond both ends of a sentence as long as they see one of its words, and padding behind it has no
/// influence.
public struct TextCNN: Layer {
    public let embedding: Embedding
    public let wordDropout: Dropout
    public let convolutions: [Conv1d]
    public let dropout: Dropout
    public let fc: Linear

    /// - Parameters:
    ///   - vocabulary: how many words there are.
    ///   - size: the length of a word's vector.
    ///   - widths: how many words a filter sees, for every kind of filter.
    ///   - filters: how many filters there are of each width.
    ///   - classCount: how many classes there are.
    ///   - deviation: the standard deviation of the initial vectors of words. With a small one, a word that is rare in training
    ///     says little.
    ///   - wordDropout: the dropout probability of the vectors of words.
    ///   - dropout: the dropout probability of the features.
    ///   - paddingIndex: the number that sentences are filled up with at their end; none by default, for sentences of one length.
    public init(
        vocabulary: Int, size: Int = 128, widths: [Int] = [3, 4, 5], filters: Int = 128,
        classCount: Int = 2, deviation: Double = 1, wordDropout: Double = 0, dropout: Double = 0.5,
        paddingIndex: Int? = nil
    ) {
        embedding = Embedding(
            vocabulary, size, paddingIndex: paddingIndex, weights: .normal(deviation: deviation))
        self.wordDropout = Dropout(wordDropout)
        convolutions = widths.map {
            Conv1d(size, filters, kernel: $0, padding: paddingIndex == nil ? 0 : $0 - 1)
        }
        self.dropout = Dropout(dropout)
        fc = Linear(widths.count * filters, classCount)
    }

    public func forward(_ words: Tensor) -> Tensor {
        let vectors = wordDropout(embedding(words)).permuted([0, 2, 1])
        let lengths = embedding.paddingIndex.map { wordCounts(words, paddingIndex: $0) }
        let features = convolutions.map { convolution in
            let answers = relu(convolution(vectors))
            guard let lengths else { return GlobalMaxPool()(answers) }
            // 0 is the least that an answer can be.
            let places = Tensor.iota([1, answers.shape[2]], axis: 1)
            let behind = answers.shape[2] - words.shape[1]
            let seesWord = places .< (lengths + behind).expandingDimension(at: 1)
            return GlobalMaxPool()(select(answers, where: seesWord.expandingDimension(at: 1), otherwise: 0))
        }
        return fc(dropout(concatenate(features, axis: 1)))
    }
}

/// How many words each sentence has before its padding: `[N, length]` becomes int32 `[N]`.
func wordCounts(_ words: Tensor, paddingIndex: Int) -> Tensor {
    (words .!= paddingIndex).cast(to: .int32).sum(axes: [1])
}

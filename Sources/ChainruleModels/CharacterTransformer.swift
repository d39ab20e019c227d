import Chainrule
import ChainruleNN

/// A small Transformer that predicts the next character of a text: an embedding with learned positions, blocks with causal
/// attention, a normalization, and a linear classifier.
///
/// int32 pieces `[N, 1 + T]` (see ``TextGenerator``), of up to `context` characters, become scores `[N, T, characters]`. A
/// character is predicted from those before it in its piece; when it writes, from the last `context`.
///
/// Source: Radford, Wu, Child, Luan, Amodei and Sutskever, "Language models are unsupervised multitask learners", 2019
/// (GPT-2), for the architecture.
public struct CharacterTransformer: TextGenerator {
    public let embedding: Embedding
    public let positions: LearnedPositions
    public let dropout: Dropout?
    public let blocks: [TransformerBlock]
    public let norm: LayerNorm
    public let fc: Linear
    private let context: Int

    /// - Parameters:
    ///   - characters: how many different characters there are.
    ///   - context: how many characters the network sees at most.
    ///   - size: the length of the vector of a character.
    ///   - layers: the number of blocks.
    ///   - heads: the number of heads of attention, of which `size` is a multiple.
    ///   - dropout: the probability of dropping in training.
    /// - Precondition: sizes are positive, and the heads are equally long.
    public init(
        characters: Int, context: Int, size: Int, layers: Int, heads: Int, dropout: Double = 0
    ) {
        self.context = context
        embedding = Embedding(characters, size, weights: .normal(deviation: 0.02))
        positions = LearnedPositions(context, size)
        self.dropout = dropout == 0 ? nil : Dropout(dropout)
        blocks = (0..<layers).map { _ in
            TransformerBlock(size, heads: heads, isCausal: true, dropout: dropout)
        }
        norm = LayerNorm(size)
        fc = Linear(size, characters)
    }

    public func forward(_ pieces: Tensor) -> Tensor {
        require(
            pieces.rank == 2 && pieces.shape[1] > 1 && pieces.dtype == .int32,
            "CharacterTransformer: expected int32 pieces [N, 1 + T], got \(pieces.type)")
        return scores(of: pieces[0..., 1...])
    }

    /// The scores `[N, T, characters]` behind the characters `[N, T]`.
    private func scores(of characters: Tensor) -> Tensor {
        let vectors = positions(embedding(characters))
        return fc(norm(blocks.reduce(dropout.map { $0(vectors) } ?? vectors) { $1($0) }))
    }

    /// The characters that the network sees: the first `count` of int32 `[batch, context]`.
    public struct Window: TensorGroup {
        var characters, count: Tensor

        init(characters: Tensor, count: Tensor) { (self.characters, self.count) = (characters, count) }

        public init(tensors: ArraySlice<Tensor>) {
            self.init(characters: tensors[tensors.startIndex], count: tensors[tensors.startIndex + 1])
        }

        public var tensors: [Tensor] { [characters, count] }
    }

    public func initialState(batch: Int) -> Window {
        Window(
            characters: .zeros([batch, context], dtype: .int32), count: .zeros([batch, 1], dtype: .int32))
    }

    /// Computes the whole window anew for every character.
    public func scores(after characters: Tensor, _ window: Window) -> (scores: Tensor, state: Window) {
        let new = characters.expandingDimension(at: 1)
        let places = Tensor.iota([1, context], axis: 1)
        let last = minimum(window.count, Double(context - 1))
        let moved = concatenate([window.characters[0..., 1...], new], axis: 1)
        let added = select(new, where: places .== window.count, otherwise: window.characters)
        let seen = select(moved, where: window.count .== context, otherwise: added)
        let isLast = (places .== last).cast(to: .float32).expandingDimension(at: 2)
        return (
            (scores(of: seen) * isLast).sum(axes: 1),
            Window(characters: seen, count: minimum(window.count + 1, Double(context)))
        )
    }
}

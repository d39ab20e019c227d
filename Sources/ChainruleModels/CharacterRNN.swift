import Chainrule
import ChainruleNN

/// A recurrent network that predicts the next character of a text: an embedding, recurrent layers, and a linear classifier.
///
/// int32 pieces `[N, 1 + T]` (see ``TextGenerator``) become scores `[N, T, characters]`. The state is carried from batch to
/// batch: where the next piece of a row continues the last one, by its number, the row continues from its last state, else it
/// begins with zeros, and so do all rows when the first row is at the beginning of its text. Gradients end at the beginning of
/// a piece (truncated backpropagation through time). Training and evaluation have states of their own; that of training is
/// saved, so that a run resumes in the middle of a text.
///
/// With dropout, outputs of all recurrent layers are dropped, and never what passes from one time step to the next.
///
/// Sources: Graves, "Generating sequences with recurrent neural networks", 2013; Karpathy, "The unreasonable effectiveness of
/// recurrent neural networks", 2015; Zaremba, Sutskever and Vinyals, "Recurrent neural network regularization", 2014.
public struct CharacterRNN<Cell: RecurrentCell>: TextGenerator {
    public let embedding: Embedding
    public let recurrent: Recurrent<Cell>
    public let dropout: Dropout?
    public let fc: Linear
    private let carried: CarriedState<Cell.State>

    /// - Parameters:
    ///   - characters: how many different characters there are.
    ///   - size: the size of the recurrent network's inputs and outputs.
    ///   - dropout: the probability of dropping an output of the last recurrent layer in training.
    ///   - streams: how many rows of a batch carry their states in training; further ones begin with zeros every time.
    ///   - recurrent: takes sequences `[T, N, size]`, in one direction.
    public init(
        characters: Int, size: Int, dropout: Double = 0, streams: Int, _ recurrent: Recurrent<Cell>
    ) {
        embedding = Embedding(characters, size)
        self.recurrent = recurrent
        self.dropout = dropout == 0 ? nil : Dropout(dropout)
        fc = Linear(size, characters)
        carried = CarriedState(streams: streams) { recurrent.initialState(batch: $0) }
    }

    public func forward(_ pieces: Tensor) -> Tensor {
        require(
            pieces.rank == 2 && pieces.shape[1] > 1 && pieces.dtype == .int32,
            "CharacterRNN: expected int32 pieces [N, 1 + T], got \(pieces.type)")
        let numbers = pieces[0..., 0]
        let (scores, state) = scores(of: pieces[0..., 1...].transposed(), carried.state(before: numbers))
        carried.keep(state, after: numbers)
        return scores.permuted([1, 0, 2])
    }

    /// The scores `[T, N, characters]` behind the characters `[T, N]`, and the state after the last.
    private func scores(of characters: Tensor, _ state: Cell.State) -> (scores: Tensor, state: Cell.State) {
        let (outputs, last) = recurrent(embedding(characters), from: state)
        return (fc(dropout.map { $0(outputs) } ?? outputs), last)
    }

    public func initialState(batch: Int) -> Cell.State { recurrent.initialState(batch: batch) }

    public func scores(
        after characters: Tensor, _ state: Cell.State
    ) -> (scores: Tensor, state: Cell.State) {
        let (scores, next) = scores(of: characters.expandingDimension(at: 0), state)
        return (scores[0], next)
    }

    /// The hyperbolic tangent of the last tensor of the state: of an LSTM its memory.
    public func cells(of state: Cell.State) -> Tensor? { state.tensors.last.map { tanh($0) } }
}

import Chainrule
import ChainruleNN

/// A network that predicts the next character of a text from all before it, and can therefore write texts.
///
/// As a layer it takes pieces of texts, int32 `[N, 1 + T]`: the number of the piece in its text, then T characters; its
/// scores `[N, T, characters]` are those of the character behind each. For writing it goes character by character.
///
/// ```swift
/// var state = model.initialState(batch: 1)
/// for character in [7, 4, 11, 11] as [Int32] {
///     let (scores, next) = model.scores(after: Tensor([character]), state)
///     state = next
/// }
/// ```
public protocol TextGenerator: Layer {
    /// What is known of the characters so far.
    associatedtype State: TensorGroup

    /// The state before the first characters of `batch` texts.
    func initialState(batch: Int) -> State

    /// The scores `[batch, characters]` of the next characters, and the state, after one more character, int32 `[batch]`.
    func scores(after characters: Tensor, _ state: State) -> (scores: Tensor, state: State)

    /// What the memory cells hold, `[layers, batch, cells]` from −1 to 1; nil if the network has no cells.
    func cells(of state: State) -> Tensor?
}

extension TextGenerator {
    public func cells(of state: State) -> Tensor? { nil }
}

import Chainrule

/// A network that writes a sequence, and in training is given the right symbols before each place instead of its own: `Trainer`
/// trains it with teacher forcing, and evaluates it by its own output.
///
/// Source: Williams and Zipser, "A learning algorithm for continually running fully recurrent neural networks", 1989.
public protocol TeacherForced: Layer {
    /// The scores of every symbol at every place, `[N, T, symbols]`, each place given the right symbols before it.
    ///
    /// - Parameters:
    ///   - input: what is read.
    ///   - targets: int32 `[N, T]`, the right symbols; below 0 where the sequence is over.
    func forward(_ input: Tensor, following targets: Tensor) -> Tensor
}

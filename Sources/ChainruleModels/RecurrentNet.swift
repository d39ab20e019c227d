import Chainrule
import ChainruleNN

/// A recurrent layer and a linear one that reads its outputs, at every time step or at the last one.
///
/// Sequences `[N, steps, inputs]` become `[N, steps, outputs]` or `[N, outputs]`. The network starts out so that it could bridge
/// a time of `memory` steps: the weights of a plain recurrent layer between two steps are orthogonal, so that they neither
/// stretch nor shrink what goes through them, and the gates of an LSTM or a GRU stay open
/// (`LSTMCell.initializeGates(forMemoriesOf:from:)`).
public struct RecurrentNet: Layer {
    /// The kind of the recurrent layer.
    public enum Cell: String, Sendable, CaseIterable {
        /// Plain, with tanh.
        case rnn
        case lstm
        case gru
    }

    /// When the network answers.
    public enum Answers: Sendable { case everyStep, lastStep }

    public let recurrent: any RecurrentLayer
    public let linear: Linear
    private let answers: Answers

    /// - Parameters:
    ///   - cell: the kind of the recurrent layer.
    ///   - inputs: the features of a step.
    ///   - hidden: the size of the recurrent layer.
    ///   - outputs: the numbers of an answer.
    ///   - answers: when the network answers.
    ///   - memory: the time steps that are to be bridged, at least 3.
    public init(
        _ cell: Cell, inputs: Int, hidden: Int, outputs: Int, answers: Answers, memory: Int
    ) {
        switch cell {
        case .rnn:
            let layer = RNN(inputs, hidden, batchFirst: true)
            initialize(layer, weights: .orthogonal()) { name, _ in name.hasPrefix("weight_hh") }
            recurrent = layer
        case .lstm:
            let layer = LSTM(inputs, hidden, batchFirst: true)
            layer.cells[0][0].initializeGates(forMemoriesOf: memory)
            recurrent = layer
        case .gru:
            let layer = GRU(inputs, hidden, batchFirst: true)
            layer.cells[0][0].initializeGates(forMemoriesOf: memory)
            recurrent = layer
        }
        linear = Linear(hidden, outputs)
        self.answers = answers
    }

    public func forward(_ input: Tensor) -> Tensor { read(recurrent(input)) }

    private func read(_ states: Tensor) -> Tensor {
        linear(answers == .everyStep ? states : states[0..., -1])
    }

    /// The norm of the gradient of a loss with respect to the state of the recurrent layer at each time step; see
    /// `Recurrent.stateGradientNorms(for:every:loss:)`.
    ///
    /// - Parameters:
    ///   - input: sequences, `[N, steps, inputs]`.
    ///   - interval: how many steps lie between two of the states; every step by default.
    ///   - loss: a scalar made of the outputs of the network.
    public func stateGradientNorms(
        for input: Tensor, every interval: Int = 1, loss: (_ outputs: Tensor) -> Tensor
    ) -> [StateGradientNorm] {
        recurrent.stateGradientNorms(for: input, every: interval) { loss(read($0)) }
    }
}

import Chainrule

/// A plain recurrent network of one layer or more; see ``Recurrent`` for its use and ``RNNCell`` for its formula.
public typealias RNN = Recurrent<RNNCell>

extension Recurrent where Cell == RNNCell {
    /// - Parameters:
    ///   - inputs: the size of the input's last axis.
    ///   - hidden: the size of the state, and of the output of each direction.
    ///   - layers: how many layers there are.
    ///   - nonlinearity: tanh or ReLU.
    ///   - bias: whether there are biases.
    ///   - batchFirst: whether sequences are `[B, T, ...]` and not `[T, B, ...]`.
    ///   - dropout: how likely an output of a layer below the last is dropped in training mode.
    ///   - bidirectional: whether each layer has a second direction, from the end to the beginning.
    ///   - dtype: the element type of the parameters and of the input.
    ///   - generator: the random generator of the initial values, and of the dropout; `Generator.current` by default.
    /// - Precondition: sizes are positive, and `dropout` is from 0 to below 1.
    public init(
        _ inputs: Int, _ hidden: Int, layers: Int = 1, nonlinearity: RNNCell.Nonlinearity = .tanh,
        bias: Bool = true, batchFirst: Bool = false, dropout: Double = 0, bidirectional: Bool = false,
        dtype: DType = .float32, from generator: Generator? = nil
    ) {
        self.init(
            inputs, outputs: hidden, layers: layers, bidirectional: bidirectional, batchFirst: batchFirst,
            dropout: dropout, generator
        ) { inputs in
            RNNCell(
                inputs, hidden, nonlinearity: nonlinearity, bias: bias, dtype: dtype,
                from: generator ?? .current)
        }
    }
}

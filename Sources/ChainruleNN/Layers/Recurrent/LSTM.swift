import Chainrule

/// A long short-term memory of one layer or more; see ``Recurrent`` for its use and ``LSTMCell`` for its formulas.
public typealias LSTM = Recurrent<LSTMCell>

extension Recurrent where Cell == LSTMCell {
    /// - Parameters:
    ///   - inputs: the size of the input's last axis.
    ///   - hidden: the number of memory cells, and the size of the output of each direction unless that is projected.
    ///   - layers: how many layers there are.
    ///   - bias: whether there are biases.
    ///   - batchFirst: whether sequences are `[B, T, ...]` and not `[T, B, ...]`.
    ///   - dropout: how likely an output of a layer below the last is dropped in training mode.
    ///   - bidirectional: whether each layer has a second direction, from the end to the beginning.
    ///   - peepholes: whether the gates see the memory.
    ///   - projection: the size that outputs are projected to; none by default.
    ///   - dtype: the element type of the parameters and of the input.
    ///   - generator: the random generator of the initial values, and of the dropout; `Generator.current` by default.
    /// - Precondition: sizes are positive, the projection is smaller than `hidden`, and `dropout` is from 0 to below 1.
    public init(
        _ inputs: Int, _ hidden: Int, layers: Int = 1, bias: Bool = true, batchFirst: Bool = false,
        dropout: Double = 0, bidirectional: Bool = false, peepholes: Bool = false, projection: Int? = nil,
        dtype: DType = .float32, from generator: Generator? = nil
    ) {
        self.init(
            inputs, outputs: projection ?? hidden, layers: layers, bidirectional: bidirectional,
            batchFirst: batchFirst, dropout: dropout, generator
        ) { inputs in
            LSTMCell(
                inputs, hidden, bias: bias, peepholes: peepholes, projection: projection, dtype: dtype,
                from: generator ?? .current)
        }
    }
}

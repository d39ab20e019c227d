import Chainrule

/// A network of gated recurrent units; see ``Recurrent`` for its use and ``GRUCell`` for its formulas.
public typealias GRU = Recurrent<GRUCell>

extension Recurrent where Cell == GRUCell {
    /// - Parameters:
    ///   - inputs: the size of the input's last axis.
    ///   - hidden: the size of the state, and of the output of each direction.
    ///   - layers: how many layers there are.
    ///   - bias: whether there are biases.
    ///   - batchFirst: whether sequences are `[B, T, ...]` and not `[T, B, ...]`.
    ///   - dropout: how likely an output of a layer below the last is dropped in training mode.
    ///   - bidirectional: whether each layer has a second direction, from the end to the beginning.
    ///   - dtype: the element type of the parameters and of the input.
    ///   - generator: the random generator of the initial values, and of the dropout; `Generator.current` by default.
    /// - Precondition: sizes are positive, and `dropout` is from 0 to below 1.
    public init(
        _ inputs: Int, _ hidden: Int, layers: Int = 1, bias: Bool = true, batchFirst: Bool = false,
        dropout: Double = 0, bidirectional: Bool = false, dtype: DType = .float32,
        from generator: Generator? = nil
    ) {
        self.init(
            inputs, outputs: hidden, layers: layers, bidirectional: bidirectional, batchFirst: batchFirst,
            dropout: dropout, generator
        ) { inputs in
            GRUCell(inputs, hidden, bias: bias, dtype: dtype, from: generator ?? .current)
        }
    }
}

import Chainrule

/// The state of a long short-term memory: what it shows, and what it remembers.
public struct LSTMState: TensorGroup {
    /// h, `[B, outputs]`; of a layer, `[layers · directions, B, outputs]`.
    public var hidden: Tensor
    /// c, `[B, hidden]`; of a layer, `[layers · directions, B, hidden]`.
    public var cell: Tensor

    public init(hidden: Tensor, cell: Tensor) {
        self.hidden = hidden
        self.cell = cell
    }

    public init(tensors: ArraySlice<Tensor>) {
        self.init(hidden: tensors[tensors.startIndex], cell: tensors[tensors.startIndex + 1])
    }

    public var tensors: [Tensor] { [hidden, cell] }
}

/// A step of a long short-term memory (LSTM): an input gate i, a forget gate f, a candidate g and an output gate o.
///
///     i = σ(Wᵢᵢ·x + bᵢᵢ + Wₕᵢ·h + bₕᵢ)          f = σ(Wᵢf·x + bᵢf + Wₕf·h + bₕf)
///     g = tanh(Wᵢg·x + bᵢg + Wₕg·h + bₕg)       o = σ(Wᵢₒ·x + bᵢₒ + Wₕₒ·h + bₕₒ)
///     c' = f·c + i·g                            h' = o·tanh(c')
///
/// Input `[B, inputs]`, state h and c `[B, hidden]`, output h. Parameters as PyTorch's, the rows of i, f, g and o one below
/// the other: `weight_ih` `[4·hidden, inputs]`, `weight_hh` `[4·hidden, outputs]`, `bias_ih` and `bias_hh` `[4·hidden]`, all
/// uniform in ±1/√hidden at first.
///
/// With *peepholes* the gates see the memory: pᵢ·c is added to the sum of i, p_f·c to that of f, and pₒ·c' to that of o. They
/// are the rows of one more parameter, `weight_ch` `[3, hidden]`, which PyTorch does not have. With a *projection* the output
/// is h' = W_hr·(o·tanh(c')), of fewer numbers than there are cells; the parameter is `weight_hr` `[projection, hidden]`,
/// PyTorch's `proj_size`.
///
/// Sources: Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997; Gers, Schmidhuber and Cummins,
/// "Learning to forget", 2000; Gers and Schmidhuber, "Recurrent nets that time and count", IJCNN 2000 (peepholes); Sak,
/// Senior and Beaufays, "Long short-term memory based recurrent neural network architectures", 2014 (projection).
public struct LSTMCell: RecurrentCell, CustomStringConvertible {
    public let weights: RecurrentWeights
    /// pᵢ, p_f and pₒ: `[3, hidden]`.
    public let peepholes: Parameter?
    /// W_hr: `[projection, hidden]`.
    public let projection: Parameter?

    /// - Parameters:
    ///   - inputs: the size of an input.
    ///   - hidden: the number of memory cells.
    ///   - bias: whether there are biases.
    ///   - peepholes: whether the gates see the memory.
    ///   - projection: the size that outputs are projected to; none by default.
    ///   - dtype: the element type of the parameters, inputs and states.
    ///   - generator: the random generator of the initial values.
    /// - Precondition: sizes are positive, and the projection is smaller than `hidden`.
    public init(
        _ inputs: Int, _ hidden: Int, bias: Bool = true, peepholes: Bool = false, projection: Int? = nil,
        dtype: DType = .float32, from generator: Generator = .current
    ) {
        require(inputs > 0 && hidden > 0, "LSTMCell(\(inputs) → \(hidden)): sizes must be positive")
        if let projection {
            require(
                (1..<hidden).contains(projection),
                "LSTMCell(\(inputs) → \(hidden)): a projection to \(projection) is not to 1 ... \(hidden - 1)"
            )
        }
        weights = RecurrentWeights(
            gates: 4, inputs: inputs, hidden: hidden, outputs: projection ?? hidden, bias: bias, dtype: dtype,
            generator)
        self.peepholes =
            peepholes ? .recurrent([3, hidden], "weight_ch", hidden: hidden, dtype, generator) : nil
        self.projection = projection.map {
            .recurrent([$0, hidden], "weight_hr", hidden: hidden, dtype, generator)
        }
    }

    private var outputs: Int { weights.recurrent.type.shape[1] }

    public func callAsFunction(_ input: Tensor, _ state: LSTMState) -> LSTMState {
        weights.requireStep(input, [(state.hidden, outputs), (state.cell, weights.hidden)], self)
        let sum = weights.products(ofInputs: input) + weights.products(ofState: state.hidden)
        let sums = sum.split(count: 4, axis: 1)
        let seen = peepholes.map { $0.value }
        func gate(_ sum: Tensor, _ peephole: Int, _ memory: Tensor) -> Tensor {
            sigmoid(seen.map { sum + $0[peephole] * memory } ?? sum)
        }
        let (input, forget) = (gate(sums[0], 0, state.cell), gate(sums[1], 1, state.cell))
        let memory = forget * state.cell + input * tanh(sums[2])
        let shown = gate(sums[3], 2, memory) * tanh(memory)
        return LSTMState(
            hidden: projection.map { matmul(shown, $0.value.transposed()) } ?? shown, cell: memory)
    }

    /// All steps at once: one matrix product for all inputs, and one operation for what depends on the step before. With
    /// peepholes or a projection it is made step by step.
    public func outputs(
        over inputs: Tensor, from state: LSTMState, lengths: Tensor?, reversed: Bool
    ) -> (outputs: Tensor, state: LSTMState) {
        if peepholes != nil || projection != nil {
            return unroll(self, over: inputs, from: state, lengths: lengths, reversed: reversed)
        }
        weights.requireStep(inputs[0], [(state.hidden, outputs), (state.cell, weights.hidden)], self)
        let results = weights.outputs(
            .lstm, over: inputs, from: state.tensors, lengths: lengths, reversed: reversed)
        return (results.outputs, LSTMState(tensors: results.state[...]))
    }

    public func initialState(batch: Int) -> LSTMState {
        LSTMState(
            hidden: .zeros([batch, outputs], dtype: weights.dtype),
            cell: .zeros([batch, weights.hidden], dtype: weights.dtype))
    }

    public func output(of state: LSTMState) -> Tensor { state.hidden }

    public var members: [(name: String, value: Any)] {
        weights.members + [("weight_hr", projection as Any), ("weight_ch", peepholes as Any)]
    }

    /// As in `LSTMCell(65 → 128)`.
    public var description: String { weights.input.layer("LSTMCell(\(weights.inputs) → \(weights.hidden))") }
}

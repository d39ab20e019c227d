import Chainrule

/// A step of a gated recurrent unit: a reset gate r, an update gate z, and a candidate n.
///
///     r = σ(Wᵢᵣ·x + bᵢᵣ + Wₕᵣ·h + bₕᵣ)
///     z = σ(Wᵢ_z·x + bᵢ_z + Wₕ_z·h + bₕ_z)
///     n = tanh(Wᵢₙ·x + bᵢₙ + r·(Wₕₙ·h + bₕₙ))
///     h' = (1 − z)·n + z·h
///
/// As in PyTorch and cuDNN the reset gate is applied after the recurrent product; in the paper it is applied before. Input
/// `[B, inputs]`, state and output `[B, hidden]`. Parameters as PyTorch's, the rows of r, z and n one below the other:
/// `weight_ih` `[3·hidden, inputs]`, `weight_hh` `[3·hidden, hidden]`, `bias_ih` and `bias_hh` `[3·hidden]`, all uniform in
/// ±1/√hidden at first.
///
/// Source: Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical machine translation",
/// EMNLP 2014.
public struct GRUCell: RecurrentCell, CustomStringConvertible {
    public let weights: RecurrentWeights

    /// - Parameters:
    ///   - inputs: the size of an input.
    ///   - hidden: the size of the state.
    ///   - bias: whether there are biases.
    ///   - dtype: the element type of the parameters, inputs and states.
    ///   - generator: the random generator of the initial values.
    /// - Precondition: sizes are positive.
    public init(
        _ inputs: Int, _ hidden: Int, bias: Bool = true, dtype: DType = .float32,
        from generator: Generator = .current
    ) {
        require(inputs > 0 && hidden > 0, "GRUCell(\(inputs) → \(hidden)): sizes must be positive")
        weights = RecurrentWeights(
            gates: 3, inputs: inputs, hidden: hidden, outputs: hidden, bias: bias, dtype: dtype, generator)
    }

    public func callAsFunction(_ input: Tensor, _ state: Tensor) -> Tensor {
        weights.requireStep(input, [(state, weights.hidden)], self)
        let x = weights.products(ofInputs: input).split(count: 3, axis: 1)
        let h = weights.products(ofState: state).split(count: 3, axis: 1)
        let (reset, update) = (sigmoid(x[0] + h[0]), sigmoid(x[1] + h[1]))
        let candidate = tanh(x[2] + reset * h[2])
        return candidate + update * (state - candidate)
    }

    /// All steps at once: one matrix product for all inputs, and one operation for what depends on the step before.
    public func outputs(
        over inputs: Tensor, from state: Tensor, lengths: Tensor?, reversed: Bool
    ) -> (outputs: Tensor, state: Tensor) {
        weights.requireStep(inputs[0], [(state, weights.hidden)], self)
        let results = weights.outputs(
            .gru, over: inputs, from: [state], lengths: lengths,
            reversed: reversed)
        return (results.outputs, results.state[0])
    }

    public func initialState(batch: Int) -> Tensor { .zeros([batch, weights.hidden], dtype: weights.dtype) }

    public func output(of state: Tensor) -> Tensor { state }

    public var members: [(name: String, value: Any)] { weights.members }

    /// As in `GRUCell(65 → 128)`.
    public var description: String { weights.input.layer("GRUCell(\(weights.inputs) → \(weights.hidden))") }
}

import Chainrule

/// A step of a plain recurrent network (Elman 1990): h' = tanh(Wᵢₕ·x + bᵢₕ + Wₕₕ·h + bₕₕ), or with ReLU in the place of tanh.
///
/// Input `[B, inputs]`, state and output `[B, hidden]`. Parameters as PyTorch's: `weight_ih` `[hidden, inputs]`, `weight_hh`
/// `[hidden, hidden]`, `bias_ih` and `bias_hh` `[hidden]`, all uniform in ±1/√hidden at first.
///
/// Source: Elman, "Finding structure in time", Cognitive Science 14, 1990.
public struct RNNCell: RecurrentCell, CustomStringConvertible {
    /// The function that the sums go through.
    public enum Nonlinearity: Sendable { case tanh, relu }

    public let weights: RecurrentWeights
    public let nonlinearity: Nonlinearity

    /// - Parameters:
    ///   - inputs: the size of an input.
    ///   - hidden: the size of the state.
    ///   - nonlinearity: tanh or ReLU.
    ///   - bias: whether there are biases.
    ///   - dtype: the element type of the parameters, inputs and states.
    ///   - generator: the random generator of the initial values.
    /// - Precondition: sizes are positive.
    public init(
        _ inputs: Int, _ hidden: Int, nonlinearity: Nonlinearity = .tanh, bias: Bool = true,
        dtype: DType = .float32, from generator: Generator = .current
    ) {
        require(inputs > 0 && hidden > 0, "RNNCell(\(inputs) → \(hidden)): sizes must be positive")
        self.nonlinearity = nonlinearity
        weights = RecurrentWeights(
            gates: 1, inputs: inputs, hidden: hidden, outputs: hidden, bias: bias, dtype: dtype, generator)
    }

    public func callAsFunction(_ input: Tensor, _ state: Tensor) -> Tensor {
        weights.requireStep(input, [(state, weights.hidden)], self)
        let sum = weights.products(ofInputs: input) + weights.products(ofState: state)
        return nonlinearity == .tanh ? tanh(sum) : relu(sum)
    }

    /// All steps at once: one matrix product for all inputs, and one operation for what depends on the step before.
    public func outputs(
        over inputs: Tensor, from state: Tensor, lengths: Tensor?, reversed: Bool
    ) -> (outputs: Tensor, state: Tensor) {
        weights.requireStep(inputs[0], [(state, weights.hidden)], self)
        let results = weights.outputs(
            nonlinearity == .tanh ? .tanh : .relu, over: inputs, from: [state], lengths: lengths,
            reversed: reversed)
        return (results.outputs, results.state[0])
    }

    public func initialState(batch: Int) -> Tensor { .zeros([batch, weights.hidden], dtype: weights.dtype) }

    public func output(of state: Tensor) -> Tensor { state }

    public var members: [(name: String, value: Any)] { weights.members }

    /// As in `RNNCell(65 → 128)`.
    public var description: String { weights.input.layer("RNNCell(\(weights.inputs) → \(weights.hidden))") }
}

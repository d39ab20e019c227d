import Chainrule

/// The parameters that recurrent cells have in common: Wᵢₕ, Wₕₕ and their biases, the rows of all gates one below the other.
///
/// They are named as in PyTorch and start out uniform in ±1/√hidden.
public struct RecurrentWeights {
    /// `[gates · hidden, inputs]`, named `weight_ih`.
    public let input: Parameter
    /// `[gates · hidden, outputs]`, named `weight_hh`; the outputs are the hidden units unless these are projected.
    public let recurrent: Parameter
    /// `[gates · hidden]`, named `bias_ih`.
    public let inputBias: Parameter?
    /// `[gates · hidden]`, named `bias_hh`.
    public let recurrentBias: Parameter?

    let hidden: Int

    init(
        gates: Int, inputs: Int, hidden: Int, outputs: Int, bias: Bool, dtype: DType, _ generator: Generator
    ) {
        self.hidden = hidden
        func parameter(_ shape: Shape, _ name: String) -> Parameter {
            .recurrent(shape, name, hidden: hidden, dtype, generator)
        }
        input = parameter([gates * hidden, inputs], "weight_ih")
        recurrent = parameter([gates * hidden, outputs], "weight_hh")
        inputBias = bias ? parameter([gates * hidden], "bias_ih") : nil
        recurrentBias = bias ? parameter([gates * hidden], "bias_hh") : nil
    }

    var inputs: Int { input.type.shape[1] }
    var dtype: DType { input.type.dtype }

    /// x·Wᵢₕᵀ + bᵢₕ along the last axis, in one matrix product; `extra`, if given, is added to the bias.
    func products(ofInputs x: Tensor, extra: Tensor? = nil) -> Tensor {
        let leading = Array(x.shape.dropLast())
        let rows = x.reshaped(to: [leading.reduce(1, *), inputs])
        let product = matmul(rows, input.value.transposed())
        let bias = inputBias.map { bias in extra.map { bias.value + $0 } ?? bias.value }
        let sum = bias.map { product + $0 } ?? product
        return sum.reshaped(to: Shape(leading + [sum.shape[1]]))
    }

    /// h·Wₕₕᵀ + bₕₕ for a state `[B, outputs]`.
    func products(ofState h: Tensor) -> Tensor {
        let product = matmul(h, recurrent.value.transposed())
        return recurrentBias.map { product + $0.value } ?? product
    }

    /// The outputs and last states of all time steps of inputs `[T, B, inputs]`, as one operation; see
    /// ``RecurrentCell/outputs(over:from:lengths:reversed:)``.
    ///
    /// - Parameter state: h, and c of an LSTM.
    func outputs(
        _ function: CellFunction, over inputs: Tensor, from state: [Tensor], lengths: Tensor?, reversed: Bool
    ) -> (outputs: Tensor, state: [Tensor]) {
        let steps = inputs.shape[0]
        let isInside = lengths.map { lengths in
            (Tensor(0..<steps).expandingDimension(at: 1) .< lengths).expandingDimension(at: 2)
        }
        func inside(_ x: Tensor) -> Tensor { isInside.map { select(x, where: $0, otherwise: 0) } ?? x }
        var (bias, candidateBias) = (recurrentBias?.value, Tensor?.none)
        if function == .gru {
            // That of the candidate is inside the reset gate.
            candidateBias = bias?[(2 * hidden)...] ?? .zeros([hidden], dtype: dtype)
            bias = bias?[0..<2 * hidden].padded([(0, hidden)])
        }
        let states = recurrence(
            function, self.products(ofInputs: inside(inputs), extra: bias), weight: recurrent.value,
            state: stack(state), bias: candidateBias, lengths: lengths,
            isReversed: reversed)
        let last = reversed ? 0 : steps - 1
        return (inside(states[0]), state.indices.map { states[$0, last] })
    }

    var members: [(name: String, value: Any)] {
        [
            ("weight_ih", input), ("weight_hh", recurrent), ("bias_ih", inputBias as Any),
            ("bias_hh", recurrentBias as Any),
        ]
    }

    /// The input of a step is `[B, inputs]`, and the state `[B, outputs]`, of the parameters' type.
    func requireStep(
        _ input: Tensor, _ states: [(tensor: Tensor, size: Int)], _ cell: some CustomStringConvertible
    ) {
        require(
            input.type == TensorType([input.shape.first ?? 0, inputs], dtype),
            "\(cell): expected \(dtype) inputs [B, \(inputs)], got \(input.type)")
        for (state, size) in states {
            require(
                state.type == TensorType([input.shape[0], size], dtype),
                "\(cell): expected a \(dtype) state [\(input.shape[0]), \(size)], got \(state.type)")
        }
    }
}

extension Parameter {
    /// A parameter that starts out uniform in ±1/√hidden.
    static func recurrent(
        _ shape: Shape, _ name: String, hidden: Int, _ dtype: DType, _ generator: Generator
    ) -> Parameter {
        let bound = 1 / Double(hidden).squareRoot()
        return Parameter(.uniform(shape, in: -bound..<bound, dtype: dtype, from: generator), name: name)
    }
}

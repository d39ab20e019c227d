/// A recurrent layer over a whole sequence, in one direction.
///
/// Operands: the inputs' products x [T, B, gates·H], made for all time steps at once; the weight W [gates·H, H]; the initial
/// state [states, B, H]; of a GRU the candidate's bias [H]; and perhaps int32 lengths [B]. The result [states + saved, T, B, H]
/// holds for every step the state behind it and the values that the backward pass needs. At steps beyond its length an
/// example keeps its state, and the saved values are 0.
struct Recurrence: RealPrimitive {
    static let name = "recurrence"
    let function: CellFunction
    /// Whether the steps are made from the last to the first.
    let isReversed: Bool
    var attributes: String { function.rawValue + (isReversed ? ", reversed" : "") }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let (x, weight) = (inputs[0], inputs[1])
        if x.rank != 3 || weight.rank != 2 {
            throw mismatch(
                inputs,
                "needs products [T, B, gates · H] and a weight [gates · H, H], got \(x.shape) and \(weight.shape)"
            )
        }
        let sizes = RecurrenceSizes(function, x.shape[0], x.shape[1], weight.shape[1])
        let bias: [Shape] = function.hasBias ? [[sizes.units]] : []
        try requireOperands([sizes.products, sizes.weight, sizes.state] + bias, batch: sizes.batch, inputs)
        return TensorType(sizes.values, x.dtype)
    }

    /// The number of operands before the lengths.
    private var realOperands: Int { function.hasBias ? 4 : 3 }

    func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        let shape = inputs[0].shape
        let sizes = RecurrenceSizes(function, shape[0], shape[1], inputs[1].shape[1])
        let loop = RecurrenceLoop(
            sizes, isReversed, weight: inputs[1], lengths: inputs.dropFirst(realOperands).first, T.self)
        let bias = function.hasBias ? inputs[3].scalars(as: T.self) : []
        return loop.values(inputs[0].scalars(), inputs[2].scalars(), bias)
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let (steps, batch, units) = (output.shape[1], output.shape[2], output.shape[3])
        let states = function.states
        let lengths = inputs.dropFirst(realOperands)
        var operands = (0..<states).map { upstream[$0] }
        if function.saved > 0 { operands.append(upstream[states..<states + function.saved]) }
        operands += [output, inputs[1], inputs[2]] + lengths
        let all = Tensor.apply(RecurrenceGradient(function: function, isReversed: isReversed), operands)
        let rows = all[0..<steps]
        func columns(_ numbers: Range<Int>) -> Tensor {
            rows[0..., 0..., numbers.lowerBound * units..<numbers.upperBound * units]
        }
        let weight = function.recurrentGradients.map {
            weightGradient(columns($0), states: output[0], initial: inputs[2][0])
        }
        let initial = all[steps, 0..., 0..<states * units].reshaped(to: [batch, states, units])
        var gradients: [Tensor?] = [
            columns(0..<function.gates), weight.count == 1 ? weight[0] : concatenate(weight),
            initial.permuted([1, 0, 2]),
        ]
        if function.hasBias { gradients.append(columns(3..<4).sum(axes: [0, 1])) }
        return gradients + lengths.map { _ in nil }
    }

    /// dᵀ·h over all steps: the gradients d [T, B, n] with the states h [T, B, H] before them.
    private func weightGradient(_ gradients: Tensor, states: Tensor, initial: Tensor) -> Tensor {
        func product(_ gradients: Tensor, _ states: Tensor) -> Tensor {
            func rows(_ tensor: Tensor) -> Tensor {
                tensor.reshaped(to: [tensor.shape.dropLast().reduce(1, *), tensor.shape.last!])
            }
            return matmul(rows(gradients).transposed(), rows(states))
        }
        let steps = gradients.shape[0]
        let sum = product(gradients[isReversed ? steps - 1 : 0], initial)
        if steps == 1 { return sum }
        let (later, earlier) = isReversed ? (0..<steps - 1, 1..<steps) : (1..<steps, 0..<steps - 1)
        return product(gradients[later], states[earlier]) + sum
    }

    static var samples: [PrimitiveSample] {
        RecurrenceSizes.samples.map { sizes, isReversed, hasLengths in
            let bias: [PrimitiveSample.Operand] = sizes.function.hasBias ? [.real([sizes.units])] : []
            let lengths: [PrimitiveSample.Operand] =
                hasLengths ? [.index([sizes.batch], 0...sizes.steps)] : []
            return PrimitiveSample(
                Self(function: sizes.function, isReversed: isReversed),
                operands: [.real(sizes.products), .real(sizes.weight), .real(sizes.state)] + bias + lengths)
        }
    }
}

/// A recurrent layer over a whole sequence, in one direction: the states of all its units behind every step.
///
/// - Parameters:
///   - function: what is computed at each step.
///   - products: of the inputs of all steps with their weight, biases included: [T, B, gates · H].
///   - weight: what the state is multiplied with: [gates · H, H].
///   - state: h before the first step, and c of an LSTM: [states, B, H].
///   - bias: of the candidate of a GRU, inside the reset gate: [H].
///   - lengths: int32 [B], how many of the steps each example has; all by default. At others it keeps its state.
///   - isReversed: whether the steps are made from the last to the first.
/// - Returns: the states [states, T, B, H], each at the place of its step.
package func recurrence(
    _ function: CellFunction, _ products: Tensor, weight: Tensor, state: Tensor, bias: Tensor? = nil,
    lengths: Tensor? = nil, isReversed: Bool = false
) -> Tensor {
    let operands = [products, weight, state] + [bias, lengths].compactMap(\.self)
    let values = Tensor.apply(Recurrence(function: function, isReversed: isReversed), operands)
    return values[0..<function.states]
}

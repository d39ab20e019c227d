import Chainrule

/// One step of a recurrent network: from an input and a state to the next state.
///
/// ``RNNCell``, ``LSTMCell`` and ``GRUCell`` are cells; write your own for other rules, and apply it to sequences with
/// ``unroll(_:over:from:lengths:reversed:)`` or in layers and both directions with ``Recurrent``.
///
/// ```swift
/// /// A moving average with a learned rate for every feature.
/// struct AverageCell: RecurrentCell {
///     let rate = Parameter(.zeros([8]))
///
///     func callAsFunction(_ input: Tensor, _ average: Tensor) -> Tensor {
///         average + sigmoid(rate.value) * (input - average)
///     }
///     func initialState(batch: Int) -> Tensor { .zeros([batch, 8]) }
///     func output(of average: Tensor) -> Tensor { average }
/// }
/// let (averages, last) = unroll(AverageCell(), over: Tensor.ones([20, 32, 8]))
/// ```
public protocol RecurrentCell: Module {
    /// What a cell knows of the past: a tensor, or several, each of which has the examples of the batch along its first axis.
    associatedtype State: TensorGroup

    /// The state after an input `[B, inputs]`.
    func callAsFunction(_ input: Tensor, _ state: State) -> State

    /// The state before the first input of `batch` examples: usually zeros.
    func initialState(batch: Int) -> State

    /// What layers above see of a state: `[B, outputs]`.
    func output(of state: State) -> Tensor

    /// The outputs for inputs `[T, B, inputs]`, and the last state.
    ///
    /// By default this is ``unroll(_:over:from:lengths:reversed:)``. A cell that can do better than step by step says how.
    func outputs(
        over inputs: Tensor, from state: State, lengths: Tensor?, reversed: Bool
    ) -> (outputs: Tensor, state: State)
}

extension RecurrentCell {
    public func outputs(
        over inputs: Tensor, from state: State, lengths: Tensor?, reversed: Bool
    ) -> (outputs: Tensor, state: State) {
        unroll(self, over: inputs, from: state, lengths: lengths, reversed: reversed)
    }
}

/// Applies a cell to one time step after the other.
///
/// Every step adds the cell's operations to the graph, so a function with many steps takes longer to compile.
///
/// - Parameters:
///   - cell: the cell.
///   - inputs: the inputs `[T, B, inputs]`, T of them one after the other; at least one.
///   - state: the state before the first step; the cell's initial state by default.
///   - lengths: int32 `[B]`, how many of the T inputs each example has; all by default. Outputs beyond are 0, and the state
///     stays that of the last input. An example of length 0 keeps its initial state. Lengths above T count as T.
///   - reversed: whether to begin at the last input of each example and end at the first.
/// - Returns: the outputs `[T, B, outputs]`, each at the place of its input, and the last state.
/// - Precondition: the inputs have three axes, of which the first is not empty.
public func unroll<Cell: RecurrentCell>(
    _ cell: Cell, over inputs: Tensor, from state: Cell.State? = nil, lengths: Tensor? = nil,
    reversed: Bool = false
) -> (outputs: Tensor, state: Cell.State) {
    require(
        inputs.rank == 3 && inputs.shape[0] > 0,
        "unroll: expected inputs [T, B, features] with at least one time step, got \(inputs.type)")
    let (steps, batch) = (inputs.shape[0], inputs.shape[1])
    requireLengths(lengths, batch: batch, "unroll")
    var state = state ?? cell.initialState(batch: batch)
    var outputs: [Tensor] = []
    for step in 0..<steps {
        let time = reversed ? steps - 1 - step : step
        let input = inputs[time]
        guard let lengths else {
            state = cell(input, state)
            outputs.append(cell.output(of: state))
            continue
        }
        let isInside = lengths .> Double(time)
        func inside(_ x: Tensor) -> Tensor {
            select(x, where: isInside.alongExamples(of: x), otherwise: 0)
        }
        // The padding may hold anything, NaN included, which times a gradient of 0 would be NaN.
        let next = cell(inside(input), state)
        state = selected(next, where: isInside, otherwise: state)
        outputs.append(inside(cell.output(of: next)))
    }
    return (stack(reversed ? outputs.reversed() : outputs), state)
}

/// For each example, the part of one state or of another.
private func selected<State: TensorGroup>(
    _ state: State, where condition: Tensor, otherwise other: State
) -> State {
    let tensors = zip(state.tensors, other.tensors).map { new, old in
        select(new, where: condition.alongExamples(of: new), otherwise: old)
    }
    return State(tensors: tensors[...])
}

extension Tensor {
    /// This vector of one element per example, as it broadcasts along the other axes of a tensor.
    func alongExamples(of other: Tensor) -> Tensor {
        reshaped(to: Shape([shape[0]] + Array(repeating: 1, count: other.rank - 1)))
    }
}

/// Lengths, if there are any, are int32 numbers, one per example.
func requireLengths(_ lengths: Tensor?, batch: Int, _ owner: @autoclosure () -> String) {
    guard let lengths else { return }
    require(
        lengths.type == TensorType([batch], .int32),
        "\(owner()): expected int32 lengths [\(batch)], got \(lengths.type)")
}

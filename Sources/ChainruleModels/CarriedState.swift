import Chainrule
import ChainruleNN

/// The states in which a recurrent network has left the texts that it reads piece by piece, one text in each row of a batch.
struct CarriedState<State: TensorGroup>: Module {
    private let training: Streams
    /// Apart from training and not saved: every evaluation begins at the beginning.
    private let evaluation: Streams

    private static var evaluatedStreams: Int { 64 }

    /// - Parameters:
    ///   - streams: how many rows of a training batch carry their states.
    ///   - initial: the states before the first pieces of so many texts, `[layers, N, ...]`.
    init(streams: Int, initial: (_ batch: Int) -> State) {
        training = Streams(streams, initial(streams), ChainruleNN.Buffer.init)
        evaluation = Streams(Self.evaluatedStreams, initial(Self.evaluatedStreams), Variable.init)
    }

    private var streams: Streams { Mode.current == .training ? training : evaluation }

    /// The states before pieces with the numbers int32 `[N]`.
    func state(before numbers: Tensor) -> State { State(tensors: streams.states(before: numbers)[...]) }

    /// Keeps the states after these pieces.
    func keep(_ state: State, after numbers: Tensor) { streams.keep(state.tensors, after: numbers) }

    var members: [(name: String, value: Any)] {
        [("next_piece", training.next)] + training.states.enumerated().map { ("state_\($0)", $1) }
    }
}

/// Rows of states.
private struct Streams {
    /// The numbers of the pieces that continue the texts, int32 `[count]`.
    let next: Variable
    /// `[layers, count, ...]`
    let states: [Variable]
    private let count: Int

    init(_ count: Int, _ initial: some TensorGroup, _ variable: (Tensor, String) -> Variable) {
        self.count = count
        next = variable(.zeros([count], dtype: .int32), "next_piece")
        states = initial.tensors.enumerated().map { variable($1, "state_\($0)") }
    }

    /// The states of rows whose pieces continue the last ones, and zeros in all others.
    func states(before numbers: Tensor) -> [Tensor] {
        let rows = numbers.shape[0]
        let kept = min(rows, count)
        let continues = (numbers[0..<kept] .== next.value[0..<kept]) .& (numbers[0] .!= 0)
        return states.map { variable in
            let state = variable.value[0..., 0..<kept]
            let own = select(state, where: continues.alongRows(of: state), otherwise: 0)
            if rows == kept { return own }
            let others = [state.shape[0], rows - kept] + state.shape.dropFirst(2)
            return concatenate([own, Tensor.zeros(Shape(others), dtype: state.dtype)], axis: 1)
        }
    }

    /// Keeps the states of as many rows as there are; those of rows beyond the batch stay, unless a text begins.
    func keep(_ tensors: [Tensor], after numbers: Tensor) {
        let kept = min(numbers.shape[0], count)
        let begins = numbers[0] .== 0
        func updated(_ variable: Variable, _ rows: Tensor, axis: Int) -> Tensor {
            if kept == count { return rows }
            let rest = axis == 0 ? variable.value[kept...] : variable.value[0..., kept...]
            return concatenate([rows, select(0, where: begins, otherwise: rest)], axis: axis)
        }
        assign(
            [(next, updated(next, numbers[0..<kept] + 1, axis: 0))]
                + zip(states, tensors).map { ($0, updated($0, $1[0..., 0..<kept], axis: 1)) })
    }
}

extension Tensor {
    /// This vector of one element for each row of a tensor `[layers, rows, ...]`, as it broadcasts along the other axes.
    fileprivate func alongRows(of other: Tensor) -> Tensor {
        reshaped(to: Shape([1, shape[0]] + Array(repeating: 1, count: other.rank - 2)))
    }
}

import Chainrule
import ChainruleNN

/// What a Neural Turing Machine knows between two steps.
public struct NTMState: TensorGroup {
    /// The state of the controller: h and c of an LSTM, the hidden units of a feed-forward one; each `[B, hidden]`.
    public var controller: [Tensor]
    /// `[B, rows, columns]`.
    public var memory: Tensor
    /// Where the heads look, those that read before those that write, `[B, heads, rows]`.
    public var weights: Tensor
    /// What the reading heads have read, one after the other, `[B, readers · columns]`.
    public var reads: Tensor

    public init(controller: [Tensor], memory: Tensor, weights: Tensor, reads: Tensor) {
        (self.controller, self.memory, self.weights, self.reads) = (controller, memory, weights, reads)
    }

    public init(tensors: ArraySlice<Tensor>) {
        let last = Array(tensors.suffix(3))
        self.init(
            controller: Array(tensors.dropLast(3)), memory: last[0], weights: last[1], reads: last[2])
    }

    public var tensors: [Tensor] { controller + [memory, weights, reads] }
}

/// A step of a Neural Turing Machine: a controller sees the input and what was read at the step before, and moves heads that
/// write to a memory and read from it.
///
/// All of it can be differentiated: a head reads and writes all rows of the memory, some more than others
/// (``NTMAddressing``). With weights w, erase vector e and add vector a of the writing heads and weights r of a reading head,
///
///     M'(i) = M(i)·Π(1 − w(i)·e) + Σ w(i)·a        read = Σᵢ r(i)·M'(i)
///
/// Input `[B, inputs]`, output `[B, hidden + readers · columns]`: the controller's output and what was read. The memory starts
/// out as 10⁻⁶ everywhere, and all heads at its first row: from a constant memory copying is learned several times faster
/// than from random or learned numbers (Collier and Beel 2018), and heads that start in one place only need to learn to move.
///
/// Source: Graves, Wayne and Danihelka, "Neural Turing machines", 2014; Collier and Beel, "Implementing neural Turing
/// machines", 2018.
public struct NTMCell: RecurrentCell {
    /// What decides about the heads.
    public enum Controller: Sendable {
        /// A long short-term memory.
        case lstm
        /// A layer of tanh units, whose only memory is that of the machine.
        case feedForward
    }

    private enum Network {
        case lstm(LSTMCell)
        case feedForward(Linear)
    }

    private let controller: Network
    private let heads: Linear
    private let inputs, hidden, readers, writers, rows, columns: Int

    /// - Parameters:
    ///   - inputs: the size of an input.
    ///   - controller: the kind of the controller.
    ///   - hidden: the size of the controller.
    ///   - readers: how many heads read.
    ///   - writers: how many heads write.
    ///   - rows: the rows of the memory, the paper's N, which no parameter depends on: a machine can be given more of them
    ///     after it was trained.
    ///   - columns: the columns of the memory, the paper's M.
    ///   - dtype: the element type of the parameters, inputs and states.
    ///   - generator: the random generator of the initial values.
    /// - Precondition: sizes and numbers are positive.
    public init(
        _ inputs: Int, controller: Controller = .lstm, hidden: Int = 100, readers: Int = 1, writers: Int = 1,
        rows: Int = 128, columns: Int = 20, dtype: DType = .float32, from generator: Generator = .current
    ) {
        require(
            [inputs, hidden, readers, writers, rows, columns].allSatisfy { $0 > 0 },
            "NTMCell: \(inputs) inputs, \(hidden) units, \(readers) and \(writers) heads, memory \(rows) × \(columns); all must be positive"
        )
        (self.inputs, self.hidden, self.readers, self.writers) = (inputs, hidden, readers, writers)
        (self.rows, self.columns) = (rows, columns)
        let seen = inputs + readers * columns
        self.controller =
            switch controller {
            case .lstm: .lstm(LSTMCell(seen, hidden, dtype: dtype, from: generator))
            case .feedForward: .feedForward(Linear(seen, hidden, dtype: dtype, from: generator))
            }
        let perHead = columns + 6
        heads = Linear(
            hidden, (readers + writers) * perHead + 2 * writers * columns, dtype: dtype, from: generator)
    }

    /// The size of the output.
    var outputs: Int { hidden + readers * columns }

    public func callAsFunction(_ input: Tensor, _ state: NTMState) -> NTMState {
        require(
            input.rank == 2 && input.shape[1] == inputs,
            "NTMCell: expected inputs [B, \(inputs)], got \(input.type)")
        let controller = controllerState(after: concatenate([input, state.reads], axis: 1), state.controller)
        let (addressing, erase, add) = interface(controller[0])
        let weights = addressing.weights(in: state.memory, after: state.weights)
        let memory = written(state.memory, weights[0..., readers...], erase: erase, add: add)
        let reads = matmul(weights[0..., 0..<readers], memory)
        return NTMState(
            controller: controller, memory: memory, weights: weights, reads: reads.flattened(from: 1))
    }

    private func controllerState(after seen: Tensor, _ state: [Tensor]) -> [Tensor] {
        switch controller {
        case .lstm(let cell): cell(seen, LSTMState(tensors: state[...])).tensors
        case .feedForward(let linear): [tanh(linear(seen))]
        }
    }

    /// What the controller's output tells the heads.
    private func interface(_ output: Tensor) -> (addressing: NTMAddressing, erase: Tensor, add: Tensor) {
        let (batch, count) = (output.shape[0], readers + writers)
        let parts = heads(output).split(
            sizes: [columns, 1, 1, 3, 1].map { $0 * count } + [writers * columns, writers * columns], axis: 1
        )
        func each(_ part: Tensor) -> Tensor { part.reshaped(to: [batch, count, part.shape[1] / count]) }
        func written(_ part: Tensor) -> Tensor { part.reshaped(to: [batch, writers, columns]) }
        let addressing = NTMAddressing(
            keys: tanh(each(parts[0])), strengths: softplus(each(parts[1])), gates: sigmoid(each(parts[2])),
            shifts: softmax(each(parts[3])), sharpnesses: 1 + softplus(each(parts[4])))
        return (addressing, sigmoid(written(parts[5])), tanh(written(parts[6])))
    }

    private func written(_ memory: Tensor, _ weights: Tensor, erase: Tensor, add: Tensor) -> Tensor {
        var (kept, added) = (memory, Tensor?.none)
        for writer in 0..<writers {
            // [B, rows, 1] by [B, 1, columns]
            let rows = weights[0..., writer].expandingDimension(at: 2)
            func changes(_ vector: Tensor) -> Tensor { rows * vector[0..., writer..<writer + 1] }
            kept = kept * (1 - changes(erase))
            added = added.map { $0 + changes(add) } ?? changes(add)
        }
        return kept + added!
    }

    public func initialState(batch: Int) -> NTMState {
        let dtype = heads.weight.type.dtype
        let zeros = Tensor.zeros([batch, hidden], dtype: dtype)
        let first = (Tensor(0..<rows) .== 0).cast(to: dtype)
        let isRecurrent = if case .lstm = controller { true } else { false }
        return NTMState(
            controller: isRecurrent ? [zeros, zeros] : [zeros],
            memory: .full([batch, rows, columns], 1e-6, dtype: dtype),
            weights: first.broadcast(to: [batch, readers + writers, rows]),
            reads: .zeros([batch, readers * columns], dtype: dtype))
    }

    public func output(of state: NTMState) -> Tensor {
        concatenate([state.controller[0], state.reads], axis: 1)
    }
}

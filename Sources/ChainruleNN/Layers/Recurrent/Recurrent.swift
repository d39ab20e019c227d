import Chainrule

/// A recurrent network: layers of cells over sequences, in one direction or in both.
///
/// ``RNN``, ``LSTM`` and ``GRU`` are networks of the usual cells; see there how to make one. All of them take sequences
/// `[T, B, inputs]`, the time first as in PyTorch, or `[B, T, inputs]` with `batchFirst`. The outputs are those of the last
/// layer at every time step, `[T, B, directions · outputs]` or `[B, T, ...]`; of two directions the forward one comes first.
///
/// ```swift
/// let reader = LSTM(64, 128, layers: 2, batchFirst: true)
/// let outputs = reader(sentences)                                     // [B, T, 128]
/// let (all, last) = reader(sentences, from: nil, lengths: [5, 9, 7])  // sequences of 5, 9 and 7 words
/// let meaning = last.hidden[-1]                                       // [B, 128], at the last word of each
/// ```
///
/// Sequences of uneven lengths are padded to the same T. With `lengths`, outputs beyond the length of an example are 0, its
/// last state is that of its last step, and the backward direction begins there; what the padding holds has no influence.
/// PyTorch needs `pack_padded_sequence` for this.
///
/// *Truncated backpropagation through time.* To train on a long text piece by piece, begin every piece with the last state of
/// the one before. The state is an argument and a result of a compiled step, so it comes without a history: gradients end at
/// the beginning of the piece.
///
/// ```swift
/// let step = compile { (arguments: [Tensor]) in
///     let state = LSTMState(tensors: arguments[2...])
///     let (outputs, last) = model.lstm(model.embedding(arguments[0]), from: state)
///     let loss = softmaxCrossEntropy(model.scores(outputs), arguments[1])
///     optimizer.update(gradients(of: loss, withRespectTo: model))
///     return [loss] + last.tensors
/// }
/// var state = model.lstm.initialState(batch: 50)
/// for (characters, next) in pieces {
///     let results = step([characters, next] + state.tensors)
///     state = LSTMState(tensors: results[1...])
/// }
/// ```
public struct Recurrent<Cell: RecurrentCell>: Layer, CustomStringConvertible {
    /// The cells: of each layer one for each direction.
    public let cells: [[Cell]]
    /// Whether the axis of the batch comes before that of time.
    public let batchFirst: Bool
    private let dropout: Dropout?

    /// A network of your own cells; ``RNN``, ``LSTM`` and ``GRU`` make theirs.
    ///
    /// - Parameters:
    ///   - cells: of each layer one cell for each direction; the cells above the first layer take the outputs of all directions
    ///     below them, side by side.
    ///   - batchFirst: whether sequences are `[B, T, ...]` and not `[T, B, ...]`.
    ///   - dropout: how likely an output of a layer below the last is dropped in training mode.
    ///   - generator: the random generator of the dropout; `Generator.current` at the time of each call by default.
    /// - Precondition: there is a layer, and all have the same number of directions, 1 or 2.
    public init(
        cells: [[Cell]], batchFirst: Bool = false, dropout: Double = 0, from generator: Generator? = nil
    ) {
        let directions = cells.first?.count ?? 0
        require(
            1...2 ~= directions && cells.allSatisfy { $0.count == directions },
            "Recurrent: needs layers of one cell each or of two, got \(cells.map(\.count))")
        self.cells = cells
        self.batchFirst = batchFirst
        self.dropout = dropout == 0 ? nil : Dropout(dropout, from: generator)
    }

    /// A network whose cells `cell` makes, given the number of their inputs.
    init(
        _ inputs: Int, outputs: Int, layers: Int, bidirectional: Bool, batchFirst: Bool, dropout: Double,
        _ generator: Generator?, cell: (_ inputs: Int) -> Cell
    ) {
        require(layers > 0, "Recurrent: \(layers) layers; at least one is needed")
        let directions = bidirectional ? 2 : 1
        let cells = (0..<layers).map { layer in
            (0..<directions).map { _ in cell(layer == 0 ? inputs : directions * outputs) }
        }
        self.init(cells: cells, batchFirst: batchFirst, dropout: dropout, from: generator)
    }

    /// The outputs for whole sequences, from the initial state on.
    public func forward(_ input: Tensor) -> Tensor { results(for: input, from: nil, lengths: nil).output }

    /// The outputs, and the last states.
    ///
    /// - Parameters:
    ///   - input: the sequences, `[T, B, inputs]`, or `[B, T, inputs]` with `batchFirst`; at least one time step.
    ///   - state: the state before the first step, whose tensors are `[layers · directions, B, ...]`, the directions of one
    ///     layer after the other; ``initialState(batch:)`` if nil.
    ///   - lengths: int32 `[B]`, how many of the T steps each example has; all by default. Lengths above T count as T, and an
    ///     example of length 0, or below, has outputs of 0 and keeps its state.
    /// - Returns: the outputs, and the states after the last step, shaped like the initial ones.
    public func callAsFunction(
        _ input: Tensor, from state: Cell.State?, lengths: Tensor? = nil
    ) -> (outputs: Tensor, state: Cell.State) {
        let (output, state) = LayerCalls.results(of: self, input) {
            results(for: input, from: state, lengths: lengths)
        }
        return (output, state)
    }

    private func results(
        for input: Tensor, from state: Cell.State?, lengths: Tensor?
    ) -> (output: Tensor, other: Cell.State) {
        requireInput(
            input, input.rank == 3 && input.shape[batchFirst ? 1 : 0] > 0,
            "sequences [\(batchFirst ? "B, T" : "T, B"), inputs] of at least one time step")
        var sequence = batchFirst ? input.permuted([1, 0, 2]) : input
        let batch = sequence.shape[1]
        requireLengths(lengths, batch: batch, "\(self)")
        let first = states(state, batch: batch)
        var last: [Cell.State] = []
        for (layer, directions) in cells.enumerated() {
            if layer > 0, let dropout { sequence = dropout(sequence) }
            let results = directions.enumerated().map { direction, cell in
                let state = first[last.count + direction]
                // There is nothing to prepare for a single step, as there is in generating a text.
                return sequence.shape[0] == 1
                    ? unroll(cell, over: sequence, from: state, lengths: lengths)
                    : cell.outputs(over: sequence, from: state, lengths: lengths, reversed: direction == 1)
            }
            last += results.map(\.state)
            sequence = results.count == 1 ? results[0].outputs : concatenate(results.map(\.outputs), axis: 2)
        }
        return (batchFirst ? sequence.permuted([1, 0, 2]) : sequence, stacked(last))
    }

    /// The outputs, and the last states, of sequences whose lengths are known numbers.
    ///
    /// - Precondition: there is a length for each example, none below 0 or above T.
    public func callAsFunction(
        _ input: Tensor, from state: Cell.State?, lengths: [Int]
    ) -> (outputs: Tensor, state: Cell.State) {
        let steps = input.rank == 3 ? input.shape[batchFirst ? 1 : 0] : 0
        for (example, length) in lengths.enumerated() {
            require(
                0...steps ~= length,
                "\(self): the length \(length) of example \(example) is not among the 0 to \(steps) steps of \(input.type)"
            )
        }
        return self(input, from: state, lengths: Tensor(lengths))
    }

    /// The states before the first step of `batch` examples, `[layers · directions, B, ...]`: zeros, unless a cell of yours says
    /// otherwise.
    public func initialState(batch: Int) -> Cell.State {
        stacked(cells.joined().map { $0.initialState(batch: batch) })
    }

    /// The states of the cells, one by one.
    private func states(_ state: Cell.State?, batch: Int) -> [Cell.State] {
        let all = Array(cells.joined())
        guard let state else { return all.map { $0.initialState(batch: batch) } }
        for tensor in state.tensors {
            requireInput(
                tensor, tensor.rank > 1 && tensor.shape[0] == all.count && tensor.shape[1] == batch,
                "a state [\(all.count), \(batch), ...]")
        }
        return all.indices.map { index in Cell.State(tensors: state.tensors.map { $0[index] }[...]) }
    }

    private func stacked(_ states: [Cell.State]) -> Cell.State {
        let tensors = states.map(\.tensors)
        return Cell.State(tensors: tensors[0].indices.map { part in stack(tensors.map { $0[part] }) }[...])
    }

    /// The parameters of the cells, with PyTorch's names: `weight_ih_l0`, and `weight_ih_l0_reverse` of the backward direction.
    public var members: [(name: String, value: Any)] {
        var members = dropout?.members ?? []
        for (layer, directions) in cells.enumerated() {
            for (direction, cell) in directions.enumerated() {
                let suffix = "_l\(layer)" + (direction == 1 ? "_reverse" : "")
                members += cell.members.map { ($0.name + suffix, $0.value) }
            }
        }
        return members
    }

    /// As in `LSTMCell(65 → 512), 2 layers, bidirectional`.
    public var description: String {
        [
            "\(cells[0][0])", cells.count > 1 ? "\(cells.count) layers" : nil,
            cells[0].count > 1 ? "bidirectional" : nil,
        ].compactMap(\.self).joined(separator: ", ")
    }
}

import Chainrule
import ChainruleNN

/// Networks that predict the next of 65 characters.
extension Workload {
    static let charLSTM512 = characters("char-lstm-512", "Two LSTM layers of 512") {
        LSTM(512, 512, layers: 2)
    }
    static let charLSTM128 = characters("char-lstm-128", "Two LSTM layers of 128") {
        LSTM(128, 128, layers: 2)
    }
    static let charGRU256 = characters("char-gru-256", "Two GRU layers of 256") { GRU(256, 256, layers: 2) }
    static let charLSTM128Unrolled = characters(
        "char-lstm-128-unrolled", "char-lstm-128 as a hand-written loop over time steps"
    ) {
        Recurrent(cells: LSTM(128, 128, layers: 2).cells.map { $0.map(StepByStep.init) })
    }

    /// On pieces of 50 characters.
    private static func characters<Cell: RecurrentCell & SendableMetatype>(
        _ name: String, _ layers: String, recurrent: @escaping @Sendable () -> Recurrent<Cell>
    ) -> Workload {
        Workload(name: name, summary: "\(layers) over 50 of 65 characters, Adam.", batch: 50) { batch, _ in
            let model = CharacterNetwork(recurrent())
            return Step(
                training: model, with: Adam(model), on: Batch.indices([50, batch], below: 65),
                Batch.indices([50 * batch], below: 65)
            ) { softmaxCrossEntropy($0, $1) }
        }
    }

    static let transformerChar = Workload(
        name: "transformer-char", summary: "Six Transformer blocks of 384 over 256 of 65 characters, Adam.",
        batch: 12
    ) { batch, _ in
        let (size, length) = (384, 256)
        let blocks = (0..<6).map { _ in TransformerBlock(size, heads: 6, isCausal: true, dropout: 0) }
        let layers: [any Layer] =
            [Embedding(65, size), LearnedPositions(length, size)] + blocks
            + [LayerNorm(size), Linear(size, 65)]
        let model = Sequential(layers)
        return Step(
            training: model, with: Adam(model), on: Batch.indices([batch, length], below: 65),
            Batch.indices([batch * length], below: 65)
        ) { scores, next in
            softmaxCrossEntropy(scores.reshaped(to: [batch * length, 65]), next)
        }
    }

    /// The characters that a run of char-rnn-sample makes.
    private static let sampleLength = 2000

    static let charRNNSample = Workload(
        name: "char-rnn-sample",
        summary: "\(sampleLength) characters from two LSTM layers of 512, one at a time.", batch: 1
    ) { batch, _ in
        let model = CharacterNetwork(LSTM(512, 512, layers: 2))
        let start = model.recurrent.initialState(batch: batch)
        return Step(
            repeating: sampleLength, of: model, on: Batch.indices([batch], below: 65),
            from: [.zeros([])] + start.tensors
        ) { characters, state in
            let (outputs, last) = model.recurrent(
                model.embedding(characters.expandingDimension(at: 0)),
                from: LSTMState(tensors: state[1...]))
            let scores = model.fc(outputs[0])
            return (scores.argmax(axis: 1), [state[0] + scores.max(axes: [1]).sum()] + last.tensors)
        }
    }
}

/// Scores `[T · B, 65]` of the characters behind those of a text `[T, B]`.
private struct CharacterNetwork<Cell: RecurrentCell>: Layer {
    let embedding: Embedding
    let recurrent: Recurrent<Cell>
    let fc: Linear

    init(_ recurrent: Recurrent<Cell>) {
        self.recurrent = recurrent
        let weight = recurrent.parameters()[0].parameter
        embedding = Embedding(65, weight.type.shape[1])
        fc = Linear(weight.type.shape[1], 65)
    }

    func forward(_ characters: Tensor) -> Tensor {
        let scores = fc(recurrent(embedding(characters)))
        return scores.reshaped(to: [scores.shape[0] * scores.shape[1], scores.shape[2]])
    }
}

/// A cell that is applied to one time step after the other, as a cell of one's own is.
private struct StepByStep<Cell: RecurrentCell>: RecurrentCell {
    let cell: Cell

    init(_ cell: Cell) { self.cell = cell }

    func callAsFunction(_ input: Tensor, _ state: Cell.State) -> Cell.State { cell(input, state) }
    func initialState(batch: Int) -> Cell.State { cell.initialState(batch: batch) }
    func output(of state: Cell.State) -> Tensor { cell.output(of: state) }
    var members: [(name: String, value: Any)] { cell.members }
}

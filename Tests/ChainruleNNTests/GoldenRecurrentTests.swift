import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Recurrent cells and layers beside PyTorch's")
struct GoldenRecurrentTests {
    @Test("RNN, with tanh and ReLU, of several layers and both directions")
    func rnn() throws {
        try expectGolden("rnn") { RNN(4, 6, dtype: $0) }
        try expectGolden("rnn_relu") { RNN(4, 6, nonlinearity: .relu, dtype: $0) }
        try expectGolden("rnn_deep") { RNN(4, 3, layers: 2, bidirectional: true, dtype: $0) }
        try expectGolden("rnn_lengths", lengths: [2, 5, 4]) {
            RNN(4, 3, layers: 2, bidirectional: true, dtype: $0)
        }
    }

    @Test("LSTM, without biases, of several layers and both directions, with the batch first")
    func lstm() throws {
        try expectGolden("lstm") { LSTM(4, 6, dtype: $0) }
        try expectGolden("lstm_state") { LSTM(4, 6, bias: false, dtype: $0) }
        try expectGolden("lstm_deep") {
            LSTM(4, 3, layers: 2, batchFirst: true, bidirectional: true, dtype: $0)
        }
        try expectGolden("lstm_lengths", lengths: [2, 5, 4]) {
            LSTM(4, 3, layers: 2, bidirectional: true, dtype: $0)
        }
    }

    @Test("LSTM with projections and with peepholes")
    func lstmOptions() throws {
        try expectGolden("lstm_projection") {
            LSTM(4, 5, layers: 2, bidirectional: true, projection: 2, dtype: $0)
        }
        try expectGolden("lstm_projection_lengths", lengths: [3, 1, 5]) {
            LSTM(4, 5, batchFirst: true, projection: 2, dtype: $0)
        }
        try expectGolden("lstm_peepholes") { LSTM(4, 5, peepholes: true, dtype: $0) }
    }

    @Test("GRU, without biases, of several layers and both directions, with the batch first")
    func gru() throws {
        try expectGolden("gru") { GRU(4, 6, dtype: $0) }
        try expectGolden("gru_state") { GRU(4, 6, bias: false, dtype: $0) }
        try expectGolden("gru_deep") {
            GRU(4, 3, layers: 2, batchFirst: true, bidirectional: true, dtype: $0)
        }
        try expectGolden("gru_lengths", lengths: [2, 5, 4]) {
            GRU(4, 3, layers: 2, bidirectional: true, dtype: $0)
        }
    }

    @Test("RNNCell, LSTMCell and GRUCell")
    func cells() throws {
        try expectGolden(cell: "rnn_cell") { RNNCell(4, 6, dtype: $0) }
        try expectGolden(cell: "rnn_relu_cell") { RNNCell(4, 6, nonlinearity: .relu, dtype: $0) }
        try expectGolden(cell: "lstm_cell") { LSTMCell(4, 6, dtype: $0) }
        try expectGolden(cell: "gru_cell") { GRUCell(4, 6, dtype: $0) }
    }

    private func expectGolden<Cell: RecurrentCell>(
        _ name: String, lengths: [Int]? = nil, layer: (DType) -> Recurrent<Cell>
    ) throws {
        try expectGolden(name, part: layer) { layer, input, state in
            let results =
                lengths.map { layer(input, from: state, lengths: $0) } ?? layer(input, from: state)
            return [("output", results.outputs)] + zip(["hidden", "cell"], results.state.tensors)
        }
    }

    private func expectGolden<Cell: RecurrentCell>(cell name: String, cell: (DType) -> Cell) throws {
        try expectGolden(name, part: cell) { cell, input, state in
            Array(zip(["hidden", "cell"], cell(input, state!).tensors))
        }
    }

    /// All results and all gradients of a case of `recurrent.safetensors`.
    private func expectGolden<Part: Module, State: TensorGroup>(
        _ name: String, part: (DType) -> Part,
        apply: (Part, Tensor, State?) -> [(String, Tensor)]
    ) throws {
        let golden = try Golden("recurrent")
        for (dtype, tolerance) in [(DType.float64, 1e-10), (.float32, 1e-5)] {
            func tensor(_ part: String) throws -> Tensor { try golden["\(name).\(part)"].cast(to: dtype) }
            let part = part(dtype)
            let parameters = part.parameters()
            for (parameter, cell) in parameters { cell.value = try tensor(parameter) }
            let input = try tensor("x")
            let initial = ["h0", "c0"].compactMap { name in (try? tensor(name)).map { (name, $0) } }
            let state = initial.isEmpty ? nil : State(tensors: initial.map(\.1)[...])
            let results = apply(part, input, state)
            var sum = Tensor(0, dtype: dtype)
            for (result, value) in results {
                expectClose(
                    value, try tensor(result), tolerance: .mixed(tolerance), "\(name).\(result), \(dtype)")
                sum = sum + (value * (try tensor("upstream.\(result)"))).sum()
            }
            let sources = [("x", input)] + initial + parameters.map { ($0.name, $0.parameter.value) }
            let all = gradients(of: sum, withRespectTo: sources.map(\.1))
            for ((source, _), gradient) in zip(sources, all) {
                expectClose(
                    gradient, try tensor("gradient.\(source)"), tolerance: .mixed(tolerance),
                    "\(name).gradient.\(source), \(dtype)")
            }
        }
    }
}

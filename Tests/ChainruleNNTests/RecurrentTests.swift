import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Recurrent layers")
struct RecurrentTests {
    private static func sequence(_ shape: Shape, seed: UInt64 = 1) -> Tensor {
        .uniform(shape, in: -1..<1, dtype: .float64, from: Generator(seed: seed))
    }

    @Test("name their parameters as PyTorch does")
    func names() {
        #expect(
            LSTM(3, 4, layers: 2, bidirectional: true, projection: 2).parameters().map(\.name).sorted()
                == ["", "_reverse"].flatMap { direction in
                    ["_l0", "_l1"].flatMap { layer in
                        ["weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr"].map {
                            $0 + layer + direction
                        }
                    }
                }.sorted())
        #expect(GRU(3, 4, bias: false).parameters().map(\.name) == ["weight_ih_l0", "weight_hh_l0"])
        #expect(
            RNNCell(3, 4).parameters().map(\.name) == ["weight_ih", "weight_hh", "bias_ih", "bias_hh"])
    }

    @Test("start out uniform in ±1/√hidden")
    func initialValues() {
        let layer = LSTM(3, 25, peepholes: true, projection: 20, from: Generator(seed: 1))
        for (name, parameter) in layer.parameters() {
            let largest = abs(parameter.value).max().item()
            #expect(largest <= 0.2 && largest > 0.15, "\(name)")
        }
    }

    @Test("apply the cell step by step, forwards and backwards")
    func unrolling() {
        let layer = GRU(3, 4, bidirectional: true, dtype: .float64, from: Generator(seed: 2))
        let x = Self.sequence([5, 2, 3])
        let (outputs, last) = layer(x, from: nil)
        let forward = unroll(layer.cells[0][0], over: x)
        let backward = unroll(layer.cells[0][1], over: x, reversed: true)
        expectClose(outputs, concatenate([forward.outputs, backward.outputs], axis: 2))
        expectClose(last, stack([forward.state, backward.state]))
        expectClose(outputs[4, 0..., 0..<4], last[0])
        expectClose(outputs[0, 0..., 4..<8], last[1])
    }

    @Test("carry their state from one piece of a sequence to the next")
    func carriedState() {
        let layer = LSTM(3, 4, layers: 2, dtype: .float64, from: Generator(seed: 3))
        let x = Self.sequence([6, 2, 3])
        let (whole, end) = layer(x, from: nil)
        let (first, middle) = layer(x[0..<4], from: nil)
        let (second, last) = layer(x[4..<6], from: middle)
        expectClose(concatenate([first, second]), whole)
        expectClose(last.hidden, end.hidden)
        expectClose(last.cell, end.cell)
    }

    @Test("carry it through compiled steps, where gradients end at the beginning of a piece")
    func truncatedBackpropagation() {
        let layer = LSTM(3, 4, from: Generator(seed: 3))
        let x = Self.sequence([6, 2, 3]).cast(to: .float32)
        let step = compile { (arguments: [Tensor]) in
            let (outputs, last) = layer(arguments[0], from: LSTMState(tensors: arguments[1...]))
            let loss = (outputs * outputs).sum()
            return last.tensors
                + gradients(of: loss, withRespectTo: layer.parameters().map(\.parameter.value))
        }
        let first = step([x[0..<3]] + layer.initialState(batch: 2).tensors)
        let second = step([x[3..<6]] + first[0..<2])

        let (_, middle) = layer(x[0..<3], from: nil)
        let state = LSTMState(hidden: stopGradient(middle.hidden), cell: stopGradient(middle.cell))
        let (outputs, last) = layer(x[3..<6], from: state)
        let expected =
            last.tensors
            + gradients(
                of: (outputs * outputs).sum(), withRespectTo: layer.parameters().map(\.parameter.value))
        for (found, wanted) in zip(second, expected) { expectClose(found, wanted, tolerance: 1e-5) }
    }

    @Test("end where each example ends, whatever the padding holds")
    func lengths() {
        let layer = LSTM(3, 4, layers: 2, bidirectional: true, dtype: .float64, from: Generator(seed: 4))
        let x = Self.sequence([5, 3, 3])
        let padding = (Tensor(0..<5).reshaped(to: [5, 1]) .>= Tensor([2, 5, 3], dtype: .int32))
            .expandingDimension(at: 2)
        let padded = select(.nan, where: padding, otherwise: x)
        let (outputs, last) = layer(padded, from: nil, lengths: [2, 5, 3])
        for (example, length) in [2, 5, 3].enumerated() {
            let (own, state) = layer(x[0..<length, example..<example + 1], from: nil)
            expectClose(outputs[0..<length, example], own[0..., 0], "example \(example)")
            expectClose(outputs[length..., example], .zeros([5 - length, 8], dtype: .float64))
            expectClose(last.hidden[0..., example], state.hidden[0..., 0])
            expectClose(last.cell[0..., example], state.cell[0..., 0])
        }
        let weights = layer.parameters().map(\.parameter.value)
        for gradient in gradients(of: (outputs * outputs).sum(), withRespectTo: weights) {
            #expect(gradient.scalars(as: Double.self).allSatisfy { $0.isFinite })
        }
    }

    @Test("keep the state of an example of length 0, and read no more steps than there are")
    func extremeLengths() {
        let layer = GRU(3, 4, dtype: .float64, from: Generator(seed: 5))
        let x = Self.sequence([4, 3, 3])
        let start = Self.sequence([1, 3, 4], seed: 2)
        let (outputs, last) = layer(x, from: start, lengths: Tensor([0, 9, -2], dtype: .int32))
        let (whole, end) = layer(x, from: start)
        expectClose(outputs[0..., 1], whole[0..., 1])
        expectClose(last[0, 1], end[0, 1])
        for example in [0, 2] {
            expectClose(outputs[0..., example], .zeros([4, 4], dtype: .float64))
            expectClose(last[0, example], start[0, example])
        }
    }

    @Test("drop outputs between layers in training mode, and none of the last")
    func dropout() {
        let layer = RNN(3, 50, layers: 2, dropout: 0.5, from: Generator(seed: 6))
        let x = Self.sequence([4, 2, 3]).cast(to: .float32)
        let (first, second) = (layer(x), layer(x))
        #expect(first.scalars(as: Float.self) != second.scalars(as: Float.self))
        #expect(!first.scalars(as: Float.self).contains(0))
        let (still, again) = evaluating { (layer(x), layer(x)) }
        expectClose(still, again, tolerance: .exact)
        #expect(RNN(3, 4, dropout: 0.5).members.count == RNN(3, 4).members.count + 2)
    }

    @Test("trap for lengths that cannot be, states of another shape, and sequences without steps")
    func mistakes() async {
        await #expect(processExitsWith: .failure) {
            _ = GRU(3, 4)(Tensor.zeros([5, 2, 3]), from: nil, lengths: [2, 6])
        }
        await #expect(processExitsWith: .failure) {
            _ = GRU(3, 4)(Tensor.zeros([5, 2, 3]), from: nil, lengths: Tensor([2], dtype: .int32))
        }
        await #expect(processExitsWith: .failure) {
            _ = GRU(3, 4)(Tensor.zeros([5, 2, 3]), from: Tensor.zeros([2, 2, 4]))
        }
        await #expect(processExitsWith: .failure) { _ = GRU(3, 4)(Tensor.zeros([0, 2, 3])) }
        await #expect(processExitsWith: .failure) { _ = LSTM(3, 4, projection: 4) }
    }

    @Test("are described by their sizes")
    func descriptions() {
        #expect(
            "\(LSTM(65, 512, layers: 2, bidirectional: true))"
                == "LSTMCell(65 → 512), 2 layers, bidirectional")
        #expect("\(GRUCell(3, 4))" == "GRUCell(3 → 4)")
    }
}

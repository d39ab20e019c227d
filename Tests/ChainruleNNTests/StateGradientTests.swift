import Chainrule
import ChainruleNN
import Foundation
import TestSupport
import Testing

@Suite("Gradients through time")
struct StateGradientTests {
    @Test("vanish or explode by the recurrent weight with every step", arguments: [0.5, 2.0])
    func powers(_ weight: Double) {
        let layer = RNN(1, 1, nonlinearity: .relu, bias: false, dtype: .float64)
        let parameters = Dictionary(uniqueKeysWithValues: layer.parameters().map { ($0.name, $0.parameter) })
        parameters["weight_hh_l0"]!.value = .full([1, 1], weight, dtype: .float64)
        parameters["weight_ih_l0"]!.value = .ones([1, 1], dtype: .float64)
        let norms = layer.stateGradientNorms(for: .ones([6, 1, 1], dtype: .float64)) { $0[-1].sum() }
        #expect(norms.map(\.step) == [0, 1, 2, 3, 4, 5])
        for found in norms { #expect(abs(found.norm - pow(weight, Double(6 - found.step))) < 1e-12) }
    }

    @Test("are those of all that is handed to the next step, of every layer and example")
    func allOfTheState() {
        let layer = LSTM(3, 4, layers: 2, batchFirst: true, dtype: .float64, from: Generator(seed: 1))
        let x = Tensor.uniform([2, 7, 3], in: -1..<1, dtype: .float64, from: Generator(seed: 2))
        func loss(_ outputs: Tensor) -> Tensor { (outputs[0..., 5...] * outputs[0..., 5...]).sum() }
        let norms = layer.stateGradientNorms(for: x, every: 3, loss: loss)
        #expect(norms.map(\.step) == [0, 3, 6])
        for found in norms {
            let before =
                found.step == 0
                ? layer.initialState(batch: 2) : layer(x[0..., 0..<found.step], from: nil).state
            let start = LSTMState(
                hidden: stopGradient(before.hidden), cell: stopGradient(before.cell))
            let outputs = layer(x[0..., found.step...], from: start).outputs
            let skipped = max(0, 5 - found.step)
            let total = (outputs[0..., skipped...] * outputs[0..., skipped...]).sum()
            let (h, c) = gradients(of: total, withRespectTo: start.hidden, start.cell)
            let expected = ((h * h).sum() + (c * c).sum()).item().squareRoot()
            #expect(abs(found.norm - expected) < 1e-12, "step \(found.step)")
        }
    }

    @Test("are 0 for states that no later output depends on")
    func unused() {
        let layer = GRU(2, 3, from: Generator(seed: 3))
        let norms = layer.stateGradientNorms(for: .ones([5, 1, 2])) { $0[1].sum() }
        #expect(norms.map { $0.norm > 0 } == [true, true, false, false, false])
    }
}

@Suite("Chrono initialization")
struct GateBiasTests {
    private func biases(_ layer: some Module) -> [Double] {
        let found = Dictionary(uniqueKeysWithValues: layer.parameters().map { ($0.name, $0.parameter.value) })
        return (found["bias_ih"]! + found["bias_hh"]!).cast(to: .float64).scalars()
    }

    @Test("opens forget gates for up to the given time, and closes input gates as far")
    func lstm() {
        let cell = LSTMCell(2, 100, from: Generator(seed: 1))
        cell.initializeGates(forMemoriesOf: 50, from: Generator(seed: 2))
        let after = biases(cell)
        #expect(zip(after[..<100], after[100..<200]).allSatisfy { $0 == -$1 })
        #expect(after[100..<200].allSatisfy { 0...log(49) ~= $0 } && after[100..<200].max()! > log(40))
        #expect(after[200...].allSatisfy { $0 == 0 })
    }

    @Test("opens update gates")
    func gru() {
        let cell = GRUCell(2, 100, from: Generator(seed: 1))
        cell.initializeGates(forMemoriesOf: 50, from: Generator(seed: 2))
        let after = biases(cell)
        #expect(after[100..<200].allSatisfy { 0...log(49) ~= $0 })
        #expect((after[..<100] + after[200...]).allSatisfy { $0 == 0 })
    }
}

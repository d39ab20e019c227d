import Chainrule
import ChainruleModels
import ChainruleNN
import Foundation
import TestSupport
import Testing

/// The formulas of the paper in plain numbers, for one example and one head.
private enum Paper {
    static func weights(
        _ memory: [[Double]], _ previous: [Double], key: [Double], strength: Double, gate: Double,
        shifts: [Double], sharpness: Double
    ) -> [Double] {
        func dot(_ u: [Double], _ v: [Double]) -> Double { zip(u, v).reduce(0) { $0 + $1.0 * $1.1 } }
        let scores = memory.map { row in
            exp(strength * dot(key, row) / (dot(key, key) * dot(row, row)).squareRoot())
        }
        let content = scores.map { $0 / scores.reduce(0, +) }
        let gated = zip(content, previous).map { gate * $0 + (1 - gate) * $1 }
        let rows = memory.count
        let shifted = (0..<rows).map { row in
            (-1...1).reduce(0.0) { $0 + gated[(row - $1 + rows) % rows] * shifts[1 - $1] }
        }
        let powers = shifted.map { pow($0, sharpness) }
        return powers.map { $0 / powers.reduce(0, +) }
    }
}

private func numbers(_ shape: Shape, _ seed: UInt64, in range: Range<Double> = -1..<1) -> Tensor {
    .uniform(shape, in: range, dtype: .float64, from: Generator(seed: seed))
}

private func rows(_ tensor: Tensor) -> [[Double]] {
    (0..<tensor.shape[0]).map { tensor[$0].scalars(as: Double.self) }
}

@Suite("Neural Turing machine")
struct NeuralTuringMachineTests {
    private func addressing(_ values: [Tensor]) -> NTMAddressing {
        NTMAddressing(
            keys: values[0], strengths: softplus(values[1]), gates: sigmoid(values[2]),
            shifts: softmax(values[3]), sharpnesses: 1 + softplus(values[4]))
    }

    private let values = [
        numbers([2, 3, 4], 1), numbers([2, 3, 1], 2, in: 0..<3), numbers([2, 3, 1], 3),
        numbers([2, 3, 3], 4),
        numbers([2, 3, 1], 5, in: 0..<3),
    ]

    @Test("looks where the formulas of the paper say")
    func formulas() {
        let heads = addressing(values)
        let memory = numbers([2, 5, 4], 6)
        let previous = softmax(numbers([2, 3, 5], 7))
        let found = heads.weights(in: memory, after: previous)
        for example in 0..<2 {
            for head in 0..<3 {
                let expected = Paper.weights(
                    rows(memory[example]), previous[example, head].scalars(),
                    key: heads.keys[example, head].scalars(), strength: heads.strengths[example, head].item(),
                    gate: heads.gates[example, head].item(), shifts: heads.shifts[example, head].scalars(),
                    sharpness: heads.sharpnesses[example, head].item())
                expectClose(found[example, head], Tensor(expected, dtype: .float64), tolerance: 1e-5)
            }
        }
    }

    @Test("a head that keeps its place and moves on by one looks at the next row, around the ring")
    func moves() {
        let heads = NTMAddressing(
            keys: .ones([1, 1, 2]), strengths: .ones([1, 1, 1]), gates: .zeros([1, 1, 1]),
            shifts: Tensor([1.0, 0, 0]).reshaped(to: [1, 1, 3]), sharpnesses: .full([1, 1, 1], 5))
        for place in 0..<4 {
            let previous = (Tensor(0..<4) .== Double(place)).cast(to: .float32).reshaped(to: [1, 1, 4])
            let weights = heads.weights(in: .zeros([1, 4, 2]), after: previous)
            #expect(weights.argmax(axis: 2).item() == Double((place + 1) % 4))
            #expect(weights.max().item() > 0.999)
        }
    }

    @Test("has the gradients of central differences, of keys, gates, shifts, memory and all")
    func addressingGradients() {
        let inputs = values + [numbers([2, 5, 4], 6), numbers([2, 3, 5], 7)]
        let mix = numbers([2, 3, 5], 8)
        let report = checkGradients(
            of: { inputs in
                addressing(inputs).weights(in: inputs[5], after: softmax(inputs[6])) * mix
            }, at: inputs)
        #expect(report.passed, "\(report)")
    }

    @Test("rows of zeros and weights of 0 have finite gradients, in float32 too")
    func zeros() {
        let inputs = values.map { $0.cast(to: .float32) }
        let memory = Tensor.zeros([2, 5, 4])
        let previous = (Tensor(0..<5) .== 2).cast(to: .float32).broadcast(to: [2, 3, 5])
        let heads = NTMAddressing(
            keys: inputs[0], strengths: inputs[1], gates: .zeros([2, 3, 1]),
            shifts: Tensor([0.0, 1, 0]).broadcast(to: [2, 3, 3]), sharpnesses: 1 + softplus(inputs[4]))
        let weights = heads.weights(in: memory, after: previous)
        let loss = (weights * numbers([2, 3, 5], 8).cast(to: .float32)).sum()
        let all = [heads.keys, heads.gates, heads.shifts, heads.sharpnesses, memory, previous]
        for (index, gradient) in gradients(of: loss, withRespectTo: all).enumerated() {
            let largest = abs(gradient).max().item()
            #expect(largest.isFinite && largest < 2e3, "input \(index): \(largest)")
        }
    }

    @Test("a step writes, then reads, as the paper's formulas say")
    func step() {
        let cell = NTMCell(
            3, controller: .feedForward, hidden: 4, readers: 2, writers: 2, rows: 5, columns: 2,
            dtype: .float64, from: Generator(seed: 1))
        let state = NTMState(
            controller: [.zeros([1, 4], dtype: .float64)], memory: numbers([1, 5, 2], 2),
            weights: softmax(numbers([1, 4, 5], 3)), reads: numbers([1, 4], 4))
        let input = numbers([1, 3], 5)
        let next = cell(input, state)

        let parameters = Dictionary(
            uniqueKeysWithValues: cell.parameters().map { ($0.name, $0.parameter.value) })
        func linear(_ name: String, _ x: [Double]) -> [Double] {
            let (weight, bias) = (rows(parameters[name + ".weight"]!), parameters[name + ".bias"]!)
            return zip(weight, bias.scalars(as: Double.self)).map { row, bias in
                zip(row, x).reduce(bias) { $0 + $1.0 * $1.1 }
            }
        }
        let seen = input.scalars(as: Double.self) + state.reads.scalars(as: Double.self)
        let hidden = linear("controller.feedForward", seen).map { tanh($0) }
        expectClose(next.controller[0][0], Tensor(hidden, dtype: .float64), tolerance: 1e-12)
        var told = linear("heads", hidden)[...]
        func take(_ count: Int) -> [Double] {
            defer { told.removeFirst(count) }
            return Array(told.prefix(count))
        }
        func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
        func softplus(_ x: Double) -> Double { log1p(exp(x)) }
        let (keys, strengths, gates) = (take(8).map { tanh($0) }, take(4), take(4))
        let (shifts, sharpnesses) = (take(12), take(4))
        let (erase, add) = (take(4).map(sigmoid), take(4).map { tanh($0) })
        var memory = rows(state.memory[0])
        let weights = (0..<4).map { head in
            let moves = shifts[3 * head..<3 * head + 3].map { exp($0) }
            return Paper.weights(
                memory, state.weights[0, head].scalars(), key: Array(keys[2 * head..<2 * head + 2]),
                strength: softplus(strengths[head]), gate: sigmoid(gates[head]),
                shifts: moves.map { $0 / moves.reduce(0, +) }, sharpness: 1 + softplus(sharpnesses[head]))
        }
        expectClose(next.weights[0], stack(weights.map { Tensor($0, dtype: .float64) }), tolerance: 1e-5)
        for row in 0..<5 {
            for column in 0..<2 {
                for writer in 0..<2 {
                    memory[row][column] *= 1 - weights[2 + writer][row] * erase[2 * writer + column]
                }
                for writer in 0..<2 {
                    memory[row][column] += weights[2 + writer][row] * add[2 * writer + column]
                }
            }
        }
        expectClose(next.memory[0], stack(memory.map { Tensor($0, dtype: .float64) }), tolerance: 1e-5)
        let reads = (0..<2).flatMap { reader in
            (0..<2).map { column in
                (0..<5).reduce(0.0) { $0 + weights[reader][$1] * memory[$1][column] }
            }
        }
        expectClose(next.reads[0], Tensor(reads, dtype: .float64), tolerance: 1e-5)
    }

    @Test("its gradients through several steps are those of central differences", arguments: [true, false])
    func machineGradients(_ isRecurrent: Bool) {
        let cell = NTMCell(
            2, controller: isRecurrent ? .lstm : .feedForward, hidden: 3, readers: 2, writers: 1, rows: 4,
            columns: 3, dtype: .float64, from: Generator(seed: 1))
        let machine = NeuralTuringMachine(cell, outputs: 2, dtype: .float64, from: Generator(seed: 2))
        let report = checkGradients(of: { machine($0) }, at: numbers([2, 4, 2], 3))
        #expect(report.passed, "\(report)")
    }

    @Test("makes logits at every step, with any number of rows, and learns")
    func learns() {
        withRandomSeed(1) {
            func machine(rows: Int) -> NeuralTuringMachine {
                NeuralTuringMachine(NTMCell(3, hidden: 8, rows: rows, columns: 4), outputs: 2)
            }
            let model = machine(rows: 6)
            #expect(model.parameterCount == machine(rows: 60).parameterCount)
            let x = (numbers([4, 5, 3], 2) .> 0).cast(to: .float32)
            #expect(model(x).shape == [4, 5, 2] && model.watched(x).headWeights.shape == [4, 2, 5, 6])
            let optimizer = Adam(model, learningRate: 0.01)
            let step = compile { (x: Tensor) -> Tensor in
                let loss = binaryCrossEntropyWithLogits(model(x)[0..., 3..., 0...], x[0..., 0..<2, 0..<2])
                optimizer.update(gradients(of: loss, withRespectTo: model))
                return loss
            }
            let losses = (0..<60).map { _ in step(x).item() }
            #expect(losses[59] < 0.5 * losses[0])
        }
    }
}

@Suite("Recurrent net")
struct RecurrentNetTests {
    @Test("answers at every step or at the last", arguments: RecurrentNet.Cell.allCases)
    func answers(_ cell: RecurrentNet.Cell) {
        let every = RecurrentNet(cell, inputs: 2, hidden: 4, outputs: 3, answers: .everyStep, memory: 9)
        let last = RecurrentNet(cell, inputs: 2, hidden: 4, outputs: 3, answers: .lastStep, memory: 9)
        #expect(every(.ones([5, 6, 2])).shape == [5, 6, 3])
        #expect(last(.ones([5, 6, 2])).shape == [5, 3])
        let norms = last.stateGradientNorms(for: .ones([5, 6, 2]), every: 2) { $0.sum() }
        #expect(norms.map(\.step) == [0, 2, 4] && norms.allSatisfy { $0.norm > 0 })
    }

    @Test("a plain one starts with an orthogonal recurrent weight")
    func orthogonal() {
        let net = RecurrentNet(.rnn, inputs: 2, hidden: 5, outputs: 1, answers: .lastStep, memory: 9)
        let weight = net.parameters().first { $0.name == "recurrent.weight_hh_l0" }!.parameter.value
        expectClose(matmul(weight, weight.transposed()), .identity(5), tolerance: 1e-5)
    }
}

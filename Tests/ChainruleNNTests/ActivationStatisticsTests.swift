import Chainrule
import ChainruleNN
import Foundation
import TestSupport
import Testing

@Suite("Statistics of activations") struct ActivationStatisticsTests {
    /// Ten layers of 500 units; no biases.
    private func network(_ activation: any Layer, _ weights: InitialValues) -> Sequential {
        withRandomSeed(7) {
            Sequential(
                (0..<10).flatMap { _ in [Linear(500, 500, bias: false, weights: weights), activation] })
        }
    }

    private let inputs = Tensor.normal([100, 500], from: Generator(seed: 8))

    /// The outputs of the activations, the first layer's first.
    private func activations(_ network: Sequential) -> [ActivationStatistics.Row] {
        activationStatistics(network, inputs) { $0.sum() }.rows.enumerated().filter { $0.offset % 2 == 1 }
            .map(\.element)
    }

    /// √E[f(√q·z)²] for a standard normal z, layer by layer, in a network of infinite width: q is 500·σ² times the mean
    /// square of the layer before (Poole and others, 2016).
    private func expectedRootMeanSquares(_ function: (Double) -> Double, deviation: Double) -> [Double] {
        var meanSquare = 1.0
        return (0..<10).map { _ in
            let scale = (500 * deviation * deviation * meanSquare).squareRoot()
            let grid = stride(from: -8.0, through: 8, by: 1.0 / 512)
            let weights = grid.map { exp(-$0 * $0 / 2) }
            let squares = zip(grid, weights).map { pow(function(scale * $0), 2) * $1 }
            meanSquare = squares.reduce(0, +) / weights.reduce(0, +)
            return meanSquare.squareRoot()
        }
    }

    private func rootMeanSquare(_ distribution: Distribution) -> Double {
        (distribution.mean * distribution.mean + distribution.deviation * distribution.deviation).squareRoot()
    }

    @Test(
        "ten layers of 500 units shrink, saturate or live, as their initial weights decide",
        arguments: [
            ("tanh", "0.01", 0.01), ("tanh", "1", 1), ("tanh", "Xavier", (1 / 500.0).squareRoot()),
            ("relu", "Xavier", (1 / 500.0).squareRoot()), ("relu", "He", (2 / 500.0).squareRoot()),
        ])
    func classicExperiment(_ activation: String, _ name: String, _ deviation: Double) {
        let weights: InitialValues =
            name == "Xavier" ? .xavier : name == "He" ? .he : .normal(deviation: deviation)
        let rows = activations(network(activation == "tanh" ? Tanh() : ReLU(), weights))
        let expected = expectedRootMeanSquares(
            activation == "tanh" ? { Foundation.tanh($0) as Double } : { max(0, $0) }, deviation: deviation)
        for (depth, (row, expected)) in zip(rows, expected).enumerated() {
            // In 500 units of a ReLU a layer's mean square varies by √(5/500), layer after layer; this is two of that.
            let error = activation == "tanh" ? 0.03 : (5 * Double(depth + 1) / 500).squareRoot()
            #expect(abs(rootMeanSquare(row.outputs) / expected - 1) < error, "\(row.name)")
        }
        let (first, last) = (rows[0], rows[9])
        switch (activation, name) {
        case ("tanh", "0.01"):
            #expect(last.outputs.deviation < 1e-6 && last.saturatedShare == 0)
            // What comes back shrinks as much as what goes forth.
            #expect(first.gradients!.deviation < 1e-5)
        case ("tanh", "1"):
            #expect(rows.allSatisfy { $0.saturatedShare! > 0.89 && $0.outputs.maximum > 0.999999 })
        case ("tanh", _):
            #expect(last.outputs.deviation > 0.2 && rows.allSatisfy { $0.saturatedShare! < 0.02 })
            #expect(first.gradients!.deviation > 0.2)
        case (_, "Xavier"):
            #expect(rootMeanSquare(last.outputs) < 0.05)
        default:
            #expect(rootMeanSquare(last.outputs) > 0.7)
            #expect(
                rows.allSatisfy {
                    abs($0.outputs.zeroShare - 0.5) < 0.1 && $0.saturatedShare! == $0.outputs.zeroShare
                })
        }
    }

    @Test("statistics leave the model as it is, and name what is not finite")
    func sideEffects() {
        let model = withRandomSeed(1) {
            Sequential {
                Linear(4, 4)
                BatchNorm1d(4)
                Dropout(0.5)
            }
        }
        let before = model.buffers().map { $0.buffer.value.scalars(as: Double.self) }
        let batch = Tensor([1, 2, 3, 4, 0, 1, 0, 1, 5, Float.infinity, 1, 1]).reshaped(to: [3, 4])
        let found = activationStatistics(model, batch)
        #expect(model.buffers().map { $0.buffer.value.scalars(as: Double.self) } == before)
        #expect(found.rows.map(\.layer) == ["Linear(4 → 4)", "BatchNorm1d(4)", "Dropout(0.5)"])
        #expect(found.rows[0].outputs.nonFiniteCount == 4 && found.rows[0].gradients == nil)
        #expect(found.description.contains("4 not finite"))
    }

    @Test("a distribution has the figures and the histogram of its finite numbers")
    func distributions() {
        let found = Distribution(of: [0, 1, 2, 3, 4, 0, .nan])
        #expect(found.count == 7 && found.nonFiniteCount == 1 && found.zeroShare == 2.0 / 7)
        #expect(abs(found.mean - 10.0 / 6) < 1e-12 && found.minimum == 0 && found.maximum == 4)
        #expect(abs(found.deviation - (30.0 / 6 - 100.0 / 36).squareRoot()) < 1e-12)
        #expect(found.histogram.reduce(0, +) == 6 && found.histogram[0] == 2 && found.histogram[19] == 1)
        #expect(found.picture.count == 20 && found.picture.first == "█" && found.picture.last == "▄")
        #expect(Distribution(of: []).histogram.isEmpty)
    }
}

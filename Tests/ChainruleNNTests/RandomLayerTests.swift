import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Layers that drop at random")
struct RandomLayerTests {
    @Test("Dropout1d, 2d and 3d drop whole channels and keep the mean")
    func channels() {
        let x = Tensor.ones([40, 50, 3, 4])
        let output = Dropout2d(0.25, from: Generator(seed: 1))(x)
        let perChannel = output.reshaped(to: [2000, 12])
        #expect(perChannel.max(axes: 1).scalars(as: Double.self) == perChannel.min(axes: 1).scalars())
        let values = Set(output.scalars(as: Float.self))
        #expect(values == [0, Float(1 / 0.75)])
        #expect(abs(output.mean().item() - 1) < 0.05)
        #expect(Dropout1d()(Tensor.ones([2, 3, 4])).shape == [2, 3, 4])
        #expect(Dropout3d()(Tensor.ones([2, 3, 4, 1, 2])).shape == [2, 3, 4, 1, 2])
        expectClose(evaluating { Dropout2d()(x) }, x, tolerance: .exact)
    }

    @Test("AlphaDropout keeps mean 0 and variance 1")
    func alpha() {
        let x = Tensor.normal([200, 500], dtype: .float64, from: Generator(seed: 1))
        for probability in [0.1, 0.5] {
            let output = AlphaDropout(probability, from: Generator(seed: 2))(x)
            let mean = output.mean().item()
            #expect(abs(mean) < 0.02)
            #expect(abs((output * output).mean().item() - mean * mean - 1) < 0.02)
            // Dropped elements all become a·α′ + b.
            let lowest = -1.7580993408473766
            let factor = 1 / ((1 - probability) * (1 + probability * lowest * lowest)).squareRoot()
            let dropped = factor * lowest * (1 - probability)
            let share = output.scalars(as: Double.self).filter { abs($0 - dropped) < 1e-9 }.count
            #expect(abs(Double(share) / 100_000 - probability) < 0.01)
        }
        expectClose(evaluating { AlphaDropout()(x) }, x, tolerance: .exact)
    }

    @Test("DropConnect drops weights, gives the rest their gradient, and keeps the layer's names")
    func dropConnect() throws {
        let linear = Linear(20, 30, dtype: .float64, from: Generator(seed: 1))
        let layer = DropConnect(linear, 0.25, from: Generator(seed: 2))
        #expect(layer.parameters().map(\.name) == ["weight", "bias"])
        try layer.load(linear.stateDictionary())
        // The rows of the identity show the weight that was used.
        let x = Tensor.identity(20, dtype: .float64)
        let output = training { layer(x) } - linear.bias!.value
        let ratios = (output.transposed() / linear.weight.value).scalars(as: Double.self)
        #expect(ratios.allSatisfy { abs($0) < 1e-9 || abs($0 - 1 / 0.75) < 1e-9 })
        let kept = Double(ratios.filter { $0 > 0.5 }.count) / Double(ratios.count)
        #expect(abs(kept - 0.75) < 0.08)
        let slopes = gradients(of: output.sum(), withRespectTo: linear.weight.value).scalars(as: Double.self)
        #expect(zip(slopes, ratios).allSatisfy { abs($0 - $1) < 1e-9 })
        expectClose(evaluating { layer(x) }, linear(x), tolerance: .exact)
        let images = DropConnect(Conv2d(3, 4, kernel: 3))
        #expect(images(Tensor.ones([2, 3, 5, 5])).shape == [2, 4, 3, 3])
    }

    @Test("of one seed, a draw is the same")
    func seeds() {
        let x = Tensor.ones([4, 6, 3])
        for layer in [Dropout1d(), AlphaDropout(), DropConnect(Linear(3, 2))] as [any Layer] {
            let draws = (0..<2).map { _ in withRandomSeed(5) { layer(x) } }
            expectClose(draws[0], draws[1], tolerance: .exact)
        }
    }
}

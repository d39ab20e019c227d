import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Training a network of two layers")
struct TwoLayerTests {
    @Test("by 200 steps of gradient descent gives NumPy's losses and weights", .optimizedBuildsOnly)
    func twoHundredSteps() throws {
        let (examples, inputs, hidden, outputs) = (64, 1000, 100, 10)
        let golden = try Golden("two_layer_200_steps")

        // The data and the initial weights are random but the same everywhere.
        let x = numbers([examples, inputs], stream: 0, scale: 1)
        let y = numbers([examples, outputs], stream: 1, scale: 1)
        let w1 = numbers([inputs, hidden], stream: 2, scale: 0x1p-4)
        let w2 = numbers([hidden, outputs], stream: 3, scale: 0x1p-3)
        for (name, tensor) in [("x", x), ("y", y), ("w1", w1), ("w2", w2)] {
            expectClose(tensor.flattened()[0..<5], try golden["initial.\(name)"], tolerance: .exact, name)
        }

        // The network: y ≈ sigmoid(x·w1)·w2. A layer's weight is [outputs, inputs].
        let network = Sequential {
            Linear(inputs, hidden, bias: false, dtype: .float64)
            Sigmoid()
            Linear(hidden, outputs, bias: false, dtype: .float64)
        }
        try network.load(["0.weight": w1.transposed(), "2.weight": w2.transposed()])

        // Training: forward, loss, backward, one step downhill.
        let optimizer = SGD(network, learningRate: 1e-4)
        var losses: [Double] = []
        for _ in 0..<200 {
            let loss = squaredError(network(x), y, reduction: .sum)
            optimizer.update(gradients(of: loss, withRespectTo: network))
            losses.append(loss.item())
        }

        expectClose(Tensor(losses, shape: [200]), try golden["losses"], tolerance: .relative(1e-9), "losses")
        let state = network.stateDictionary()
        let corner = state["0.weight"]!.transposed()[0..<4, 0..<5]
        expectClose(corner, try golden["final.w1_corner"], tolerance: 1e-9, "w1")
        expectClose(state["2.weight"]!.transposed(), try golden["final.w2"], tolerance: 1e-9, "w2")
    }

    /// Numbers drawn evenly from ±`scale`.
    private func numbers(_ shape: Shape, stream: UInt64, scale: Double) -> Tensor {
        var random = RandomStream(seed: 42, stream: stream)
        let numbers = (0..<shape.elementCount).map { _ in (2 * random.uniform() - 1) * scale }
        return Tensor(numbers, shape: shape)
    }
}

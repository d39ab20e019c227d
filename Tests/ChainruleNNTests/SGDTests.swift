import Chainrule
import ChainruleNN
import TestSupport
import Testing

/// Σ(wᵢ − tᵢ)⁴ + w₀w₁ − ½w₁w₂, the function of the golden trajectories.
private struct Quartic: Module {
    let w: Parameter
    let target: Tensor

    init(_ golden: Golden) throws {
        w = Parameter(try golden["initial"])
        target = try golden["target"]
    }

    func callAsFunction() -> Tensor {
        let w = w.value
        return pow(w - target, 4).sum() + w[0] * w[1] - 0.5 * w[1] * w[2]
    }
}

@Suite("Stochastic gradient descent")
struct SGDTests {
    @Test(
        "follows PyTorch's trajectory",
        arguments: [
            ("plain", 0, false, 0), ("momentum", 0.9, false, 0), ("nesterov", 0.9, true, 0),
            ("weight_decay", 0.9, false, 0.1),
        ])
    func trajectory(variant: String, momentum: Double, nesterov: Bool, weightDecay: Double) throws {
        let golden = try Golden("optimizers")
        let function = try Quartic(golden)
        let optimizer = SGD(
            function, learningRate: 0.02, momentum: momentum, nesterov: nesterov, weightDecay: weightDecay)
        for step in 0..<5 {
            let value = function()
            let gradients = gradients(of: value, withRespectTo: function)
            expectClose(value, try golden["\(variant).values"][step])
            expectClose(gradients["w"], try golden["\(variant).gradients"][step])
            optimizer.update(gradients)
            expectClose(function.w.value, try golden["\(variant).w"][step])
        }
    }

    @Test("takes a changed learning rate from the next step on")
    func learningRate() {
        struct Line: Module { let w = Parameter(Tensor(1)) }
        let line = Line()
        let optimizer = SGD(line, learningRate: 0.5)
        optimizer.update(gradients(of: line.w.value * 2, withRespectTo: line))
        #expect(line.w.value.item() == 0)
        optimizer.learningRate = 0.25
        optimizer.update(gradients(of: line.w.value * 2, withRespectTo: line))
        #expect(line.w.value.item() == -0.5)
    }

    @Test("leaves parameters alone that have no gradient in the update")
    func partOfTheParameters() {
        let network = Sequential {
            Linear(2, 2)
            Linear(2, 1)
        }
        let optimizer = SGD(network, learningRate: 1, momentum: 0.9)
        let before = network.stateDictionary()
        let loss = network(Tensor([[1, 2]])).sum()
        optimizer.update(gradients(of: loss, withRespectTo: network.layers[1]))
        let after = network.stateDictionary()
        expectClose(after["0.weight"]!, before["0.weight"]!, tolerance: .exact)
        #expect(after["1.bias"]!.item() == (before["1.bias"]! - 1).item())
    }

    @Test("refuses a parameter that it was not made for")
    func foreignParameter() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let (mine, other) = (Linear(1, 1), Linear(1, 1))
            let optimizer = SGD(mine, learningRate: 0.1)
            optimizer.update(gradients(of: other(Tensor([[1]])).sum(), withRespectTo: other))
        }
        #expect(try #require(result).says("SGD: the parameter 'weight' is not one of those it was made for"))
    }

    @Test("a parameter that the loss does not reach is called by its dotted name")
    func unreached() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            struct Network: Module {
                let used = Sequential { Linear(2, 1) }
                let forgotten = Sequential {
                    ReLU()
                    Linear(2, 1, bias: false)
                }
            }
            let network = Network()
            _ = gradients(of: network.used(Tensor([[1, 2]])).sum(), withRespectTo: network)
        }
        #expect(
            try #require(result).says(
                "gradients: the output does not depend on 'forgotten.1.weight' (float32[1, 2])"))
    }

    @Test("a parameter that the loss does not reach has zeros for a gradient if asked for")
    func unreachedZeros() {
        struct Network: Module { let used = Linear(2, 1), unused = Linear(2, 3) }
        let network = Network()
        let loss = network.used(Tensor([[1, 2]])).sum()
        let all = gradients(of: loss, withRespectTo: network, unreached: .zeros)
        #expect(all["unused.weight"].scalars(as: Float.self) == [0, 0, 0, 0, 0, 0])
        #expect(all["used.weight"].scalars(as: Float.self) == [1, 2])
    }
}

import Chainrule
import ChainruleNN
import TestSupport
import Testing

/// Σ(wᵢ − tᵢ)⁴ + w₀w₁ − ½w₁w₂, the function of the golden trajectories.
private struct Quartic: Module {
    let w: Parameter
    let target: Tensor

    init(_ golden: Golden, _ dtype: DType = .float64) throws {
        w = Parameter(try golden["initial"].cast(to: dtype))
        target = try golden["target"].cast(to: dtype)
    }

    func callAsFunction() -> Tensor {
        let w = w.value
        return pow(w - target, 4).sum() + w[0] * w[1] - 0.5 * w[1] * w[2]
    }
}

/// The optimizers of the golden trajectories, by their names there.
private enum Variant: String, CaseIterable {
    case plain, momentum, nesterov
    case weightDecay = "weight_decay"
    case adagrad
    case adagradDecay = "adagrad_decay"
    case rmsprop
    case rmspropMomentum = "rmsprop_momentum"
    case adam
    case adamDecay = "adam_decay"
    case adamW = "adamw"

    func optimizer(_ module: some Module) -> Optimizer {
        switch self {
        case .plain: SGD(module, learningRate: 0.02)
        case .momentum: SGD(module, learningRate: 0.02, momentum: 0.9)
        case .nesterov: SGD(module, learningRate: 0.02, momentum: 0.9, nesterov: true)
        case .weightDecay: SGD(module, learningRate: 0.02, momentum: 0.9, weightDecay: 0.1)
        case .adagrad: Adagrad(module, learningRate: 0.1)
        case .adagradDecay: Adagrad(module, weightDecay: 0.1)
        case .rmsprop: RMSProp(module)
        case .rmspropMomentum: RMSProp(module, learningRate: 0.005, decay: 0.95, momentum: 0.2)
        case .adam: Adam(module)
        case .adamDecay: Adam(module, learningRate: 0.02, beta1: 0.8, beta2: 0.99, weightDecay: 0.1)
        case .adamW: AdamW(module, learningRate: 0.02)
        }
    }
}

@Suite("Optimizers")
struct OptimizerTests {
    @Test("follow PyTorch's trajectories", arguments: Variant.allCases)
    fileprivate func trajectory(variant: Variant) throws {
        let golden = try Golden("optimizers")
        let function = try Quartic(golden)
        let optimizer = variant.optimizer(function)
        for step in 0..<5 {
            let value = function()
            let gradients = gradients(of: value, withRespectTo: function)
            expectClose(value, try golden["\(variant.rawValue).values"][step])
            expectClose(gradients["w"], try golden["\(variant.rawValue).gradients"][step])
            optimizer.update(gradients)
            expectClose(function.w.value, try golden["\(variant.rawValue).w"][step])
        }
    }

    @Test("stay close to PyTorch's trajectories in float32 over 200 steps", arguments: Variant.allCases)
    fileprivate func singlePrecision(variant: Variant) throws {
        let golden = try Golden("optimizers")
        let function = try Quartic(golden, .float32)
        let optimizer = variant.optimizer(function)
        for step in 1...200 {
            optimizer.update(gradients(of: function(), withRespectTo: function))
            if step % 10 > 0 { continue }
            let expected = try golden["\(variant.rawValue).late"][step / 10 - 1].cast(to: .float32)
            expectClose(function.w.value, expected, tolerance: 1e-5, "step \(step)")
        }
    }

    @Test("take a changed learning rate from the next step on")
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

    @Test("change parameters of both real element types")
    func mixedTypes() {
        struct Pair: Module { let a = Parameter(Tensor(1)), b = Parameter(Tensor(1, dtype: .float64)) }
        let pair = Pair()
        let loss = pair.a.value.cast(to: .float64) * 2 + pair.b.value
        Adam(pair, learningRate: 0.5).update(gradients(of: loss, withRespectTo: pair))
        #expect(abs(pair.a.value.item() - 0.5) < 1e-6)
        #expect(abs(pair.b.value.item() - 0.5) < 1e-7)
    }

    @Test("leave parameters alone that have no gradient in the update")
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

    @Test("an update whose condition is false changes neither parameters nor what is kept between steps")
    func refusedUpdate() {
        func trained(withRefusal: Bool) -> [String: Tensor] {
            let layer = withRandomSeed(1) { Linear(2, 1) }
            let optimizer = Adam(layer, learningRate: 0.1)
            func update(_ input: Tensor, if condition: Bool) {
                optimizer.update(
                    gradients(of: layer(input).sum(), withRespectTo: layer),
                    if: Tensor([condition], shape: []))
            }
            update(Tensor([[1, 2]]), if: true)
            if withRefusal { update(Tensor([[-7, 5]]), if: false) }
            update(Tensor([[3, -1]]), if: true)
            return layer.stateDictionary().merging(optimizer.stateDictionary()) { first, _ in first }
        }
        let (refused, never) = (trained(withRefusal: true), trained(withRefusal: false))
        for (name, value) in never { expectClose(refused[name]!, value, tolerance: .exact, name) }
    }

    @Test("refuse a parameter that they were not made for")
    func foreignParameter() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let (mine, other) = (Linear(1, 1), Linear(1, 1))
            let optimizer = SGD(mine, learningRate: 0.1)
            optimizer.update(gradients(of: other(Tensor([[1]])).sum(), withRespectTo: other))
        }
        #expect(try #require(result).says("SGD: the parameter 'weight' does not belong to this optimizer"))
    }

    @Test("refuse numbers that make no sense")
    func wrongNumbers() async throws {
        let negative = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = AdamW(Linear(1, 1), learningRate: -0.1)
        }
        #expect(try #require(negative).says("AdamW: the learning rate -0.1 is negative"))
        let share = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Adam(Linear(1, 1), beta2: 1)
        }
        #expect(try #require(share).says("Adam: the beta2 1.0 is not in 0..<1"))
    }
}

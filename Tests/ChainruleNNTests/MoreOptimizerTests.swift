import Chainrule
import ChainruleNN
import TestSupport
import Testing

/// Two matrices and a vector, and the function of their golden trajectories.
struct OptimizedSurface: Module {
    let w, u, v: Parameter
    let numbers: [Tensor]

    init(_ golden: Golden, _ dtype: DType) throws {
        w = Parameter(try golden["w"].cast(to: dtype))
        u = Parameter(try golden["u"].cast(to: dtype))
        v = Parameter(try golden["v"].cast(to: dtype))
        numbers = try ["a", "b", "c", "d", "t"].map { try golden[$0].cast(to: dtype) }
    }

    func callAsFunction() -> Tensor {
        let (w, u, v) = (w.value, u.value, v.value)
        let first = squaredError(tanh(matmul(w, numbers[0])), numbers[1], reduction: .sum)
        let second = squaredError(matmul(u, numbers[2]), numbers[3], reduction: .sum)
        return first + second + pow(v - numbers[4], 4).sum() + (v * w.sum(axes: 0)).sum()
    }
}

/// An optimizer with the name of its golden trajectories: with its defaults, and with other settings and a group.
private struct Rule: Sendable, CustomTestStringConvertible {
    let name: String
    let plain: @Sendable (OptimizedSurface) -> Optimizer
    let grouped: @Sendable (OptimizedSurface, (_ rate: Double) -> [ParameterGroup]) -> Optimizer
    var testDescription: String { name }

    init(
        _ name: String, plain: @escaping @Sendable (OptimizedSurface) -> Optimizer,
        grouped: @escaping @Sendable (OptimizedSurface, (_ rate: Double) -> [ParameterGroup]) -> Optimizer
    ) {
        (self.name, self.plain, self.grouped) = (name, plain, grouped)
    }

    func optimizer(_ variant: String, _ surface: OptimizedSurface) -> Optimizer {
        if variant == "plain" { return plain(surface) }
        return grouped(surface) { [ParameterGroup("v", learningRate: $0 / 3, weightDecay: 0)] }
    }

    static let all = [
        Rule(
            "adadelta", plain: { Adadelta($0) },
            grouped: {
                Adadelta($0, learningRate: 0.5, rho: 0.8, epsilon: 1e-3, weightDecay: 0.1, groups: $1(0.5))
            }),
        Rule(
            "amsgrad", plain: { Adam($0, amsgrad: true) },
            grouped: {
                Adam(
                    $0, learningRate: 0.05, beta1: 0.5, beta2: 0.6, weightDecay: 0.1, amsgrad: true,
                    groups: $1(0.05))
            }),
        Rule(
            "amsgradw", plain: { AdamW($0, amsgrad: true) },
            grouped: {
                AdamW($0, learningRate: 0.05, beta1: 0.5, beta2: 0.6, amsgrad: true, groups: $1(0.05))
            }),
        Rule(
            "adamax", plain: { Adamax($0) },
            grouped: {
                Adamax($0, learningRate: 0.02, beta1: 0.8, beta2: 0.9, weightDecay: 0.1, groups: $1(0.02))
            }),
        Rule(
            "nadam", plain: { NAdam($0) },
            grouped: {
                NAdam(
                    $0, learningRate: 0.02, beta1: 0.8, beta2: 0.9, weightDecay: 0.1, momentumDecay: 0.1,
                    decoupledWeightDecay: true, groups: $1(0.02))
            }),
        Rule(
            "radam", plain: { RAdam($0) },
            grouped: {
                RAdam($0, learningRate: 0.02, beta1: 0.8, beta2: 0.99, weightDecay: 0.1, groups: $1(0.02))
            }),
        Rule(
            "radamw", plain: { RAdam($0, learningRate: 0.01, weightDecay: 0.1, decoupledWeightDecay: true) },
            grouped: {
                RAdam($0, learningRate: 0.01, beta1: 0.9, beta2: 0.9, groups: $1(0.01))
            }),
        Rule(
            "rprop", plain: { Rprop($0) },
            grouped: {
                Rprop(
                    $0, learningRate: 0.02, decrease: 0.4, increase: 1.5, stepSizes: 1e-3...0.1,
                    groups: $1(0.02))
            }),
        Rule(
            "muon", plain: { Muon($0) },
            grouped: {
                Muon(
                    $0, learningRate: 0.02, momentum: 0.8, nesterov: false, weightDecay: 0.2,
                    scale: .matchingAdamW, groups: $1(0.02))
            }),
        Rule(
            "adafactor", plain: { Adafactor($0) },
            grouped: {
                Adafactor(
                    $0, learningRate: 0.05, decayPower: -0.5, epsilon1: 1e-4, epsilon2: 0.1, threshold: 2,
                    weightDecay: 0.1, groups: $1(0.05))
            }),
        Rule(
            "lion", plain: { Lion($0) },
            grouped: {
                Lion($0, learningRate: 0.01, beta1: 0.8, beta2: 0.95, weightDecay: 0.1, groups: $1(0.01))
            }),
        Rule(
            "lamb", plain: { LAMB($0) },
            grouped: {
                LAMB($0, learningRate: 0.02, beta1: 0.8, epsilon: 1e-3, weightDecay: 0.1, groups: $1(0.02))
            }),
        Rule(
            "lars", plain: { LARS($0, learningRate: 0.1) },
            grouped: {
                LARS(
                    $0, learningRate: 0.5, momentum: 0.5, weightDecay: 0.1, trustCoefficient: 0.02,
                    groups: $1(0.5))
            }),
    ]
}

@Suite("Optimizers of matrices and vectors")
struct MoreOptimizerTests {
    @Test("follow PyTorch's ten steps, or their paper's", arguments: Rule.all, ["plain", "grouped"])
    fileprivate func trajectory(rule: Rule, variant: String) throws {
        try expectTrajectory(rule, variant, .float64, tolerance: 1e-10)
        try expectTrajectory(rule, variant, .float32, tolerance: 1e-5)
    }

    private func expectTrajectory(
        _ rule: Rule, _ variant: String, _ dtype: DType, tolerance: Tolerance
    ) throws {
        let golden = try Golden("more_optimizers")
        let surface = try OptimizedSurface(golden, dtype)
        let optimizer = rule.optimizer(variant, surface)
        for step in 0..<10 {
            optimizer.update(gradients(of: surface(), withRespectTo: surface))
            for (name, parameter) in surface.parameters() {
                let expected = try golden["\(rule.name).\(variant).\(name)"][step].cast(to: dtype)
                expectClose(
                    parameter.value, expected, tolerance: tolerance, "\(name) after step \(step + 1)")
            }
        }
    }

    @Test("continue exactly from a saved state", arguments: Rule.all)
    fileprivate func savedState(rule: Rule) throws {
        let golden = try Golden("more_optimizers")
        let (surface, copy) = (try OptimizedSurface(golden, .float32), try OptimizedSurface(golden, .float32))
        func run(_ optimizer: Optimizer, _ surface: OptimizedSurface) {
            for _ in 0..<5 { optimizer.update(gradients(of: surface(), withRespectTo: surface)) }
        }
        let optimizer = rule.optimizer("grouped", surface)
        run(optimizer, surface)
        try copy.load(surface.stateDictionary())
        let restored = rule.optimizer("grouped", copy)
        try restored.load(optimizer.stateDictionary())
        run(optimizer, surface)
        run(restored, copy)
        for (name, tensor) in surface.stateDictionary() {
            expectClose(copy.stateDictionary()[name]!, tensor, tolerance: .exact, name)
        }
    }

    @Test(
        "run compiled as by themselves, and never on the reference", .enabled(if: Engine.current == .oneDNN),
        arguments: Rule.all)
    fileprivate func compiled(rule: Rule) throws {
        let golden = try Golden("more_optimizers")
        let surface = try OptimizedSurface(golden, .float32)
        let optimizer = rule.optimizer("plain", surface)
        let step = compile { (_: [Tensor]) -> [Tensor] in
            let loss = surface()
            optimizer.update(gradients(of: loss, withRespectTo: surface))
            return [loss]
        }
        for _ in 0..<10 { _ = step([]) }
        for (name, parameter) in surface.parameters() {
            let expected = try golden["\(rule.name).plain.\(name)"][9].cast(to: .float32)
            expectClose(parameter.value, expected, tolerance: 1e-5, name)
        }
        let explanation = step.explanation([])
        #expect(
            explanation.lines.allSatisfy { $0.name != "reference" && $0.detail != "reference" },
            "\(explanation)")
    }

    @Test("the perceptron's rule and the delta rule are gradient descent")
    func historicalRules() {
        let (x, targets) = (Tensor([[1, 2], [-1, 1]]), Tensor([[0], [1]]))
        let layer = Linear(2, 1, weights: .constant(0.5))
        layer.bias!.value = Tensor([0])
        // Outputs 1 and 1 for the targets 0 and 1: w += rate·(0 − 1)·(1, 2).
        let loss = halfSquaredError(binaryStep(layer(x)), targets, reduction: .sum)
        let slopes = gradients(of: loss, withRespectTo: layer)
        SGD(layer, learningRate: 0.25).update(slopes)
        #expect(layer.weight.value.scalars(as: Double.self) == [0.25, 0])
        #expect(layer.bias!.value.scalars(as: Double.self) == [-0.25])
        // Outputs 0 and −0.5: w += rate·((0 − 0)·(1, 2) + (1 + 0.5)·(−1, 1)).
        let squared = halfSquaredError(layer(x), targets, reduction: .sum)
        SGD(layer, learningRate: 0.5).update(gradients(of: squared, withRespectTo: layer))
        #expect(layer.weight.value.scalars(as: Double.self) == [-0.5, 0.75])
    }

    @Test("penalties and the norm constraint do what their formulas say")
    func penalties() {
        let layer = Linear(2, 2)
        layer.weight.value = Tensor([[3, -4], [0, 0.5]])
        #expect(l1Penalty(of: layer, strength: 2).item() == 15)
        #expect(elasticNetPenalty(of: layer, l1: 2, l2: 4).item() == 15 + 50.5)
        let slopes = gradients(of: l1Penalty(of: layer, strength: 2), withRespectTo: layer.weight.value)
        #expect(slopes.scalars(as: Double.self) == [2, -2, 0, 2])
        let bias = layer.bias!.value
        constrainNorms(of: layer, to: 2.5)
        #expect(layer.weight.value.scalars(as: Double.self) == [1.5, -2, 0, 0.5])
        expectClose(layer.bias!.value, bias, tolerance: .exact)
    }

    @Test("refuse settings that make no sense")
    func refusals() async throws {
        let steps = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Rprop(Linear(1, 1), decrease: 1.5)
        }
        #expect(
            try #require(steps).says(
                "Rprop: needs 0 < decrease < 1 < increase and positive step sizes, got 1.5, 1.2 and 1e-06...50.0"
            ))
    }
}

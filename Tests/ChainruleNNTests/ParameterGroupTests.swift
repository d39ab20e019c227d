import Chainrule
import ChainruleNN
import TestSupport
import Testing

/// The function of two parameters of the golden trajectories.
private struct Function: Module {
    let w, v: Parameter
    let target: Tensor

    init(_ golden: Golden) throws {
        (w, v) = (Parameter(try golden["w"]), Parameter(try golden["v"]))
        target = try golden["target"]
    }

    func callAsFunction() -> Tensor {
        let (w, v) = (w.value, v.value)
        return pow(w - target, 4).sum() + w[0] * w[1] - 0.5 * w[1] * w[2] + (v * w[0..<2]).sum()
            + (v * v).sum()
    }
}

/// Follows the sign of the gradient, except in parameters called `v`; keeps a number for every step.
private final class SignDescent: Optimizer {
    init(_ module: some Module, learningRate: Double) {
        super.init(module, learningRate: learningRate, scalars: ["steps"])
    }

    override func step(_ step: inout ParameterStep) -> Tensor {
        step["steps"] = step["steps"] + 1
        return step.name == "v" ? step.value : step.value - sign(step.gradient) * step.learningRate
    }
}

@Suite("Parameter groups, freezing and optimizers of one's own")
struct ParameterGroupTests {
    private let own = [ParameterGroup("v", learningRate: 0.005, weightDecay: 0)]

    @Test(
        "groups with rates and decays of their own, a parameter that is frozen for a while and a schedule follow PyTorch",
        arguments: ["sgd", "adam", "adamw"], [false, true])
    func trajectory(name: String, compiled: Bool) throws {
        let golden = try Golden("parameter_groups")
        let function = try Function(golden)
        let optimizer: Optimizer =
            switch name {
            case "sgd": SGD(function, learningRate: 0.02, momentum: 0.9, weightDecay: 0.1, groups: own)
            case "adam": Adam(function, learningRate: 0.02, weightDecay: 0.1, groups: own)
            default: AdamW(function, learningRate: 0.02, weightDecay: 0.1, groups: own)
            }
        func update() { optimizer.update(gradients(of: function(), withRespectTo: function)) }
        let step = compile { () -> [Tensor] in
            update()
            return []
        }
        for index in 0..<20 {
            if index == 4 { function.freeze("v") }
            if index == 12 { function.unfreeze("v") }
            optimizer.learningRate = 0.02 / Double(1 << (index / 8))
            if compiled { _ = step() } else { update() }
            let found = concatenate([function.w.value, function.v.value])
            expectClose(found, try golden[name][index], "step \(index)")
        }
    }

    @Test("the rate of a group is exactly what was asked for, and may be changed by itself")
    func rates() {
        struct Line: Module { let v = Parameter(Tensor(1)), w = Parameter(Tensor(1)) }
        let line = Line()
        let optimizer = SGD(
            line, learningRate: 0.1,
            groups: [ParameterGroup(where: { name, _ in name == "v" }, learningRate: 0.01)])
        #expect(optimizer.groups.map(\.learningRate) == [0.01, 0.1])
        #expect(optimizer.groups.map { $0.parameters.map(\.name) } == [["v"], ["w"]])
        optimizer.learningRate = 0.3
        optimizer.groups[0].learningRate = 0.5
        optimizer.update(gradients(of: line.v.value + line.w.value, withRespectTo: line))
        #expect([line.v, line.w].map { $0.value.item() } == [0.5, Double(Float(1) - 0.3)])
        optimizer.learningRate = 0.1
        #expect(optimizer.groups.map(\.learningRate) == [0.01, 0.1])
    }

    @Test("what is kept between steps has the same names with groups and without")
    func stateNames() throws {
        let network = Sequential { Linear(2, 1) }
        let plain = SGD(network, learningRate: 0.1, momentum: 0.9)
        let grouped = SGD(
            network, learningRate: 0.1, momentum: 0.9, groups: [ParameterGroup("0.bias", weightDecay: 0.1)])
        plain.update(gradients(of: network(Tensor([[1, 2]])).sum(), withRespectTo: network))
        try grouped.load(plain.stateDictionary())
        #expect(grouped.stateDictionary()["0.weight velocity"]?.scalars(as: Float.self) == [1, 2])
    }

    @Test("no gradient is computed for a frozen parameter, and one that is given is ignored")
    func frozen() {
        let network = Sequential {
            Linear(2, 2)
            Linear(2, 1)
        }
        network.freeze("0", "1.bias")
        let loss = network(Tensor([[1, 2]])).sum()
        #expect(gradients(of: loss, withRespectTo: network).names == ["1.weight"])
        network.unfreeze()
        let all = gradients(of: loss, withRespectTo: network)
        #expect(all.names.count == 4)
        let before = network.stateDictionary()
        network.freeze("0")
        Adam(network, weightDecay: 0.1).update(all)
        let after = network.stateDictionary()
        expectClose(after["0.weight"]!, before["0.weight"]!, tolerance: .exact)
        #expect(mismatch(after["1.weight"]!, before["1.weight"]!, .exact) != nil)
    }

    @Test("an optimizer of one's own knows which parameter it steps")
    func ownRule() throws {
        let function = try Function(Golden("parameter_groups"))
        let optimizer = SignDescent(function, learningRate: 0.25)
        for _ in 0..<2 { optimizer.update(gradients(of: function(), withRespectTo: function)) }
        #expect(function.v.value.scalars(as: Double.self) == [-0.75, 0.5])
        #expect(function.w.value.scalars(as: Double.self) == [1, 0.5, -0.5])
        #expect(optimizer.stateDictionary()["w steps"]?.item() == 2)
    }

    @Test("names that select nothing, parameters in two groups and a group beside a rate of 0 trap")
    func misuse() async throws {
        let nothing = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Sequential { Linear(1, 1) }.freeze("features")
        }
        #expect(
            try #require(nothing).says(
                "Sequential.freeze: no parameter is called 'features' or begins with 'features.' among 0.weight, 0.bias"
            ))
        let group = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = SGD(Linear(1, 1), learningRate: 1, groups: [ParameterGroup("weigh")])
        }
        #expect(try #require(group).says("SGD: ParameterGroup: no parameter is called 'weigh'"))
        let twice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = SGD(
                Linear(1, 1), learningRate: 1,
                groups: [ParameterGroup("weight"), ParameterGroup(where: { _, _ in true })])
        }
        #expect(try #require(twice).says("SGD: the parameter 'weight' is in two groups"))
        let zero = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = SGD(Linear(1, 1), learningRate: 0, groups: [ParameterGroup("weight", learningRate: 1)])
        }
        #expect(
            try #require(zero).says(
                "SGD: a group has its own learning rate, so the optimizer's, 0.0, must be positive"))
        let frozen = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = Linear(1, 1)
            layer.freeze()
            _ = gradients(of: layer(Tensor([[1]])).sum(), withRespectTo: layer)
        }
        #expect(try #require(frozen).says("gradients: all parameters of Linear are frozen"))
    }
}

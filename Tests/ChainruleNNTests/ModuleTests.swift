import Chainrule
import ChainruleNN
import TestSupport
import Testing

private class Base: Module {
    let scale = Parameter(Tensor([1, 2]))
}

private final class Derived: Base {
    let layers: [any Layer] = [Linear(2, 3), ReLU(), Linear(3, 1, bias: false)]
    let optional: Linear? = Linear(1, 1)
    let absent: Linear? = nil
    let named: [String: Linear] = ["b": Linear(1, 2, bias: false), "a": Linear(1, 3, bias: false)]
    let numbers: [Float] = [1, 2, 3]
    let note = "not a module"
    weak var parent: Derived?
}

private struct Tied: Module {
    let encoder: Linear
    let decoder: Linear
    let again: Linear

    init() {
        encoder = Linear(2, 3)
        decoder = Linear(3, 2)
        again = encoder
    }
}

@Suite("Modules")
struct ModuleTests {
    @Test("parameters are named by the properties and places that lead to them, in order of declaration")
    func names() {
        #expect(
            Derived().parameters().map(\.name) == [
                "scale", "layers.0.weight", "layers.0.bias", "layers.2.weight", "optional.weight",
                "optional.bias", "named.a.weight", "named.b.weight",
            ])
    }

    @Test("a sequence names its layers by place, at any depth")
    func sequentialNames() {
        struct Network: Module {
            let features = Sequential {
                Linear(4, 3)
                ReLU()
                Sequential { Linear(3, 2, bias: false) }
            }
        }
        #expect(
            Network().parameters().map(\.name) == [
                "features.0.weight", "features.0.bias", "features.2.0.weight",
            ])
        #expect(Network().features.parameters().map(\.name) == ["0.weight", "0.bias", "2.0.weight"])
    }

    @Test("a shared parameter is listed once, under its first name")
    func shared() {
        let tied = Tied()
        #expect(
            tied.parameters().map(\.name) == [
                "encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias",
            ])
        #expect(tied.parameterCount == 6 + 3 + 6 + 2)
    }

    @Test("a module that knows its parent is searched once")
    func cycle() {
        let module = Derived()
        module.parent = module
        #expect(module.parameters().count == 8)
    }

    @Test("the networks 3-4-2 and 3-4-4-1 have 26 and 41 parameters")
    func counts() {
        #expect(
            Sequential {
                Linear(3, 4)
                ReLU()
                Linear(4, 2)
            }.parameterCount == 26)
        let deeper = Sequential {
            Linear(3, 4)
            ReLU()
            Linear(4, 4)
            ReLU()
            Linear(4, 1)
        }
        #expect(deeper.parameterCount == 41)
    }

    @Test("a parameter is called by the longest dotted name it was found under")
    func parameterName() {
        struct Network: Module { let head = Linear(2, 2) }
        let network = Network()
        #expect(network.head.weight.name == "weight")
        _ = network.parameters()
        _ = network.head.parameters()
        #expect(network.head.weight.name == "head.weight")
        #expect("\(network.head)" == "Linear(2 → 2) 'head'")
    }

    @Test("a parameter's new value is computed at once and forgets how it came about")
    func leaf() {
        let parameter = Parameter(Tensor([1, 2]), name: "w")
        let old = parameter.value
        for _ in 0..<3 { parameter.value = parameter.value * 2 }
        #expect(parameter.value.scalars(as: Float.self) == [8, 16])
        #expect(old.scalars(as: Float.self) == [1, 2])
        #expect(parameter.value.name == "w")
        let doubled = parameter.value + parameter.value
        let gradient = gradients(of: doubled.sum(), withRespectTo: parameter.value)
        #expect(gradient.scalars(as: Float.self) == [2, 2])
        #expect(gradients(of: doubled.sum(), withRespectTo: old, unused: .zeros).sum().item() == 0)
    }

    @Test("a parameter keeps its shape")
    func mismatch() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Parameter(Tensor([1, 2]), name: "w").value = Tensor([1, 2, 3])
        }
        #expect(
            try #require(result).says(
                "'w' is float32[2] and cannot be assigned float32[3]"))
    }
}

import Chainrule
import ChainruleNN
import TestSupport
import Testing

private enum Head: Module {
    case linear(Linear)
    case pair(left: Linear, Linear)
    case none
}

/// Not a module by itself.
private struct Block {
    let first = Linear(1, 1, bias: false)
    let rest: [Linear?] = [nil, Linear(1, 2, bias: false)]
}

private enum Key: String { case small, large }

private struct Network: Module {
    let pair = (Linear(1, 3, bias: false), out: Linear(1, 4, bias: false))
    let optional: (Linear, Int)? = (Linear(1, 5, bias: false), 1)
    let head = Head.pair(left: Linear(1, 6, bias: false), Linear(1, 7, bias: false))
    let other = Head.none
    let block = Block()
    let levels = [10: Linear(1, 8, bias: false), 9: Linear(1, 9, bias: false)]
    let sizes: [Key: Linear] = [.small: Linear(1, 10, bias: false), .large: Linear(1, 11, bias: false)]
    let step = compile { $0 + Tensor(1) }
    let constant = Tensor([1, 2]), constants = [Tensor(1), Tensor(2)]
    let words = ["a": 1], numbers = [[1.5]], letters: Set = ["a"]
}

/// A class that holds a layer, but is no module.
private final class Holder { let layer = Linear(1, 1) }

private struct Twins: Module {
    let encoder, decoder: Linear
    let scale = Parameter(Tensor([1]))

    init() {
        encoder = Linear(2, 2, bias: false)
        decoder = encoder
    }
}

@Suite("Modules in properties of every kind")
struct HiddenModuleTests {
    @Test("are found in tuples, optionals, enums, structs and dictionaries, by names that last")
    func found() {
        let found = Network().parameters().map { "\($0.name) \($0.parameter.type.shape[0])" }
        #expect(
            found == [
                "pair.0.weight 3", "pair.out.weight 4", "optional.0.weight 5", "head.pair.left.weight 6",
                "head.pair.1.weight 7", "block.first.weight 1", "block.rest.1.weight 2", "levels.9.weight 9",
                "levels.10.weight 8", "sizes.large.weight 11", "sizes.small.weight 10",
            ])
    }

    @Test("trap by the property's name where they would be overlooked")
    func overlooked() async throws {
        let holder = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            struct Hidden: Module { let head = (1, Holder()) }
            _ = Hidden().parameters()
        }
        #expect(
            try #require(holder).says(
                "Hidden: the property 'head.1' is a Holder, which holds modules or parameters but is not a Module"
            ))
        let set = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            final class Part: Module, Hashable {
                let weight = Parameter(Tensor([1]))
                static func == (left: Part, right: Part) -> Bool { left === right }
                func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
            }
            struct Hidden: Module { let parts: Set = [Part()] }
            _ = Hidden().parameters()
        }
        #expect(try #require(set).says("Hidden: the property 'parts' is a set, whose elements have no order"))
        let lazy = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            final class Hidden: Module { lazy var head = Linear(1, 1) }
            _ = Hidden().parameters()
        }
        #expect(try #require(lazy).says("Hidden: the property 'head' is lazy and has not been initialized"))
    }

    @Test("a lazy layer that has been made has the name of its property")
    func lazyLayer() {
        final class Network: Module { lazy var head = Linear(1, 1, bias: false) }
        let network = Network()
        _ = network.head
        #expect(network.parameters().map(\.name) == ["head.weight"])
    }

    @Test("a shared parameter is saved under all of its names, and loads from all or one of them")
    func tied() throws {
        let twins = Twins()
        let state = twins.stateDictionary()
        #expect(state.keys.sorted() == ["decoder.weight", "encoder.weight", "scale"])
        let new = Tensor([[1, 2], [3, 4]])
        for names in [["encoder.weight"], ["decoder.weight"], ["encoder.weight", "decoder.weight"]] {
            let copy = Twins()
            var part = ["scale": Tensor([5])]
            for name in names { part[name] = new + 0 }
            try copy.load(part)
            expectClose(copy.encoder.weight.value, new, tolerance: .exact)
        }
        let error = #expect(throws: StateError.self) {
            try twins.load(["scale": Tensor([5]), "encoder.weight": new, "decoder.weight": new + 1])
        }
        #expect(
            error?.description
                == "the state dictionary does not match the model: encoder.weight, decoder.weight are one shared parameter, but their tensors differ"
        )
        expectClose(twins.stateDictionary()["scale"]!, Tensor([1]), tolerance: .exact)
        let missing = #expect(throws: StateError.self) { try twins.load(["scale": Tensor([5])]) }
        #expect(missing?.missing == ["encoder.weight"])
        twins.freeze("decoder")
        #expect(!twins.encoder.weight.isTrainable)
    }
}

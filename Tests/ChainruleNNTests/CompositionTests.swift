import Chainrule
import ChainruleNN
import Foundation
import TestSupport
import Testing

@Suite("Layers made of layers")
struct CompositionTests {
    @Test("layers of a sequence have their names or their positions")
    func names() throws {
        let network = Sequential {
            Conv2d(1, 2, kernel: 3).named("conv1")
            ReLU()
            Flatten()
            Linear(8, 3)
        }
        #expect(network.parameters().map(\.name) == ["conv1.weight", "conv1.bias", "3.weight", "3.bias"])
        #expect(network(Tensor.ones([1, 1, 4, 4])).shape == [1, 3])
        network.freeze("conv1")
        #expect(network.parameters().map(\.parameter.isTrainable) == [false, false, true, true])
    }

    @Test("a name is given once, and has no dots")
    func wrongNames() async {
        let trap1 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Sequential {
                ReLU().named("a")
                ReLU().named("a")
            }
        }
        #expect(trap1?.says("Sequential: two layers have the name 'a'") == true)
        let trap2 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Parallel {
                ReLU().named("1")
                ReLU()
            }
        }
        #expect(trap2?.says("Parallel: two layers have the name '1'") == true)
        let trap3 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ReLU().named("a.b")
        }
        #expect(trap3?.says("the name of a layer must not be empty or contain a dot") == true)
    }

    @Test("Residual adds its input, or what the shortcut makes of it")
    func residual() {
        let x = Tensor.normal([2, 3], from: Generator(seed: 1))
        let (first, second) = (Linear(3, 3), Linear(3, 3))
        expectClose(Residual { first }(x), first(x) + x, tolerance: .exact)
        let block = Residual(shortcut: second) {
            first
            ReLU()
        }
        expectClose(block(x), relu(first(x)) + second(x), tolerance: .exact)
        #expect(
            block.parameters().map(\.name) == [
                "body.0.weight", "body.0.bias", "shortcut.weight", "shortcut.bias",
            ])
    }

    @Test("Parallel joins the outputs of its branches over the channels")
    func parallel() {
        let x = Tensor.normal([2, 3, 4, 4], from: Generator(seed: 1))
        let (first, second) = (Conv2d(3, 2, kernel: 1), Conv2d(3, 5, kernel: 3, padding: 1))
        let layer = Parallel {
            first.named("narrow")
            Sequential { second }
        }
        expectClose(layer(x), concatenate([first(x), second(x)], axis: 1), tolerance: .exact)
        #expect(
            layer.parameters().map(\.name) == ["narrow.weight", "narrow.bias", "1.0.weight", "1.0.bias"])
    }

    @Test("PixelUnshuffle undoes PixelShuffle, Crop undoes ZeroPad, and Lambda is its function")
    func inverses() {
        let x = Tensor.normal([2, 8, 3, 5], from: Generator(seed: 1))
        expectClose(PixelUnshuffle(2)(PixelShuffle(2)(x)), x, tolerance: .exact)
        let (before, after) = ([1, 0], [2, 3])
        let padded = ZeroPad(before: before, after: after)(x)
        #expect(padded.shape == [2, 8, 6, 8])
        expectClose(Crop(before: before, after: after)(padded), x, tolerance: .exact)
        expectClose(Lambda { $0 * 2 }(x), x * 2, tolerance: .exact)
    }

    @Test("a shared parameter is trained once, and is one parameter again after saving and loading")
    func sharing() throws {
        let shared = Linear(3, 3, dtype: .float64, from: Generator(seed: 1))
        let network = Sequential {
            shared.named("encoder")
            Tanh()
            shared.named("decoder")
        }
        #expect(network.parameters().map(\.name) == ["encoder.weight", "encoder.bias"])
        let x = Tensor.normal([4, 3], dtype: .float64, from: Generator(seed: 2))
        func loss(_ network: Sequential) -> Tensor { network(x).squared.sum() }

        // The gradient is the sum of those of both places.
        let (first, second) = (Linear(3, 3, dtype: .float64), Linear(3, 3, dtype: .float64))
        for copy in [first, second] { try copy.load(shared.stateDictionary()) }
        let apart = Sequential([first, Tanh(), second])
        let expected = gradients(of: loss(apart), withRespectTo: [first.weight.value, second.weight.value])
        expectClose(
            gradients(of: loss(network), withRespectTo: shared.weight.value), expected[0] + expected[1])
        SGD(network, learningRate: 0.1).update(gradients(of: loss(network), withRespectTo: network))

        try withTemporaryDirectory { directory in
            let url = directory.appendingPathComponent("shared.safetensors")
            try network.save(to: url)
            let other = Linear(3, 3, dtype: .float64)
            let loaded = Sequential {
                other.named("encoder")
                Tanh()
                other.named("decoder")
            }
            try loaded.load(from: url)
            expectClose(training { loaded(x) }, network(x), tolerance: .exact)
            #expect(loaded.parameters().count == 2)
            var state = network.stateDictionary()
            #expect(
                state.keys.sorted() == ["decoder.bias", "decoder.weight", "encoder.bias", "encoder.weight"])
            state["decoder.weight"] = state["decoder.weight"]! + 1
            #expect(throws: StateError.self) { try loaded.load(state) }
            state["decoder.weight"] = nil
            try loaded.load(state)
        }
    }
}

extension Tensor {
    fileprivate var squared: Tensor { self * self }
}

import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("capture and summary") struct CaptureTests {
    private struct Network: Layer {
        let features = Sequential {
            Conv2d(1, 2, kernel: 3)
            ReLU()
            Sequential {
                Conv2d(2, 2, kernel: 3)
                ReLU()
            }
            Flatten()
        }
        let squash = Tanh()
        let classifier = Linear(2 * 4 * 4, 3)
        let own = Parameter(Tensor.ones([3]))

        func forward(_ images: Tensor) -> Tensor { classifier(squash(features(images))) * own.value }
    }

    private let model = withRandomSeed(1) { Network() }
    private let images = Tensor.normal([5, 1, 8, 8], from: Generator(seed: 2))
    private let labels = Tensor([0, 1, 2, 1, 0] as [Int32])

    @Test("capture gives the outputs of layers by name, and their gradients")
    func namedOutputs() {
        let names = ["features.1", "features.2", "features.2.1", "squash", ""]
        let captured = capture(model, "features.1", "features.2", "features.2.1", "squash", "") {
            softmaxCrossEntropy(model(images), labels)
        }
        let first = relu(model.features.layers[0](images))
        let second = model.features.layers[2](first)
        let squashed = tanh(second.flattened(from: 1))
        let scores = model.classifier(squashed) * model.own.value
        for (name, expected) in zip(names, [first, second, second, squashed, scores]) {
            expectClose(captured[name], expected, tolerance: .exact, name)
        }
        expectClose(captured.result, softmaxCrossEntropy(scores, labels), tolerance: .exact)
        let expected = gradients(of: softmaxCrossEntropy(scores, labels), withRespectTo: squashed)
        expectClose(captured.gradient("squash"), expected, tolerance: 1e-6)
    }

    @Test("a layer without parameters is that of the module that applies it, and not one further inside")
    func alikeLayers() {
        let model = Sequential {
            Sequential {
                MaxPool2d(2)
                ReLU()
            }
            MaxPool2d(2)
            ReLU()
        }
        let captured = capture(model, "0.0", "1", "2") { model(images) }
        #expect(captured["0.0"].shape == [5, 1, 4, 4])
        #expect(captured["1"].shape == [5, 1, 2, 2] && captured["2"].shape == [5, 1, 2, 2])
    }

    @Test("capture works inside a compiled function")
    func compiled() {
        let (model, labels) = (model, labels)
        let function = compile { (images: Tensor) -> [Tensor] in
            let captured = capture(model, "features.1") { softmaxCrossEntropy(model(images), labels) }
            return [captured.result, captured["features.1"], captured.gradient("features.1")]
        }
        let captured = capture(model, "features.1") { softmaxCrossEntropy(model(images), labels) }
        let results = function(images)
        expectClose(results[0], captured.result, tolerance: 1e-6)
        expectClose(results[1], captured["features.1"], tolerance: 1e-6)
        expectClose(results[2], captured.gradient("features.1"), tolerance: 1e-6)
    }

    @Test(
        "equal layers without parameters are distinguished by their order, and a layer may be applied twice")
    func equalLayers() {
        struct Twins: Layer {
            let first = ReLU(), second = ReLU()
            let linear = Linear(4, 4)
            func forward(_ input: Tensor) -> Tensor { second(linear(linear(first(input)))) }
        }
        let twins = withRandomSeed(3) { Twins() }
        let input = Tensor.normal([2, 4], from: Generator(seed: 4))
        let captured = capture(twins, "first", "second", "linear") { twins(input).sum() }
        expectClose(captured["first"], relu(input), tolerance: .exact)
        expectClose(captured["second"], twins(input), tolerance: .exact)
        #expect(captured.outputs("linear").count == 2)
        expectClose(captured.outputs("linear")[0], twins.linear(relu(input)), tolerance: .exact)
    }

    @Test("a name that no layer has traps and lists those there are")
    func unknownName() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let model = Sequential { Linear(2, 2) }
            _ = capture(model, "features") { model(Tensor.ones([1, 2])).sum() }
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("capture: Sequential has no layer called 'features'; there are 0"))
    }

    @Test("a summary lists layers by name with shapes, parameters, operations and memory")
    func summaries() throws {
        model.freeze("classifier")
        let found = summary(model, inputShape: [1, 8, 8])
        #expect(
            found.rows.map(\.name) == [
                "features.0", "features.1", "features.2.0", "features.2.1", "features.3", "squash",
                "classifier",
                "",
            ])
        #expect(found.rows.map(\.layer).first == "Conv2d(1 → 2, 3×3)")
        #expect(found.rows.map(\.layer)[1] == "ReLU")
        #expect(
            found.rows.map(\.outputShape) == [
                [2, 6, 6], [2, 6, 6], [2, 4, 4], [2, 4, 4], [32], [32], [3], [3],
            ])
        #expect(found.rows.map(\.parameterCount) == [20, 0, 38, 0, 0, 0, 99, 3])
        #expect(
            found.rows.map(\.operationCount)
                == [2 * 72 * 9, 0, 2 * 32 * 18, 0, 0, 0, 2 * 32 * 3, 2 * (72 * 9 + 32 * 18 + 96)])
        #expect(found.rows.map(\.outputBytes) == [288, 288, 128, 128, 128, 128, 12, 12])
        #expect(found.parameterCount == 160 && found.trainableParameterCount == 61)
        #expect(found.parameterBytes == 640 && found.operationCount == 2 * (72 * 9 + 32 * 18 + 96))
        let lines = found.description.split(separator: "\n").map(String.init)
        #expect(lines.count == 5 + 8)
        #expect(lines[2].split(separator: " ").first == "features.0")
        #expect(lines[10].contains("160, 640 B; 99 of them are frozen"))
    }

    @Test("a shared layer's parameters are counted once; a model for words takes integers")
    func sharedAndWords() {
        let shared = Linear(4, 4)
        let found = summary(Sequential([shared, ReLU(), shared]), inputShape: [4])
        #expect(found.rows.map(\.parameterCount) == [20, 0, 0] && found.parameterCount == 20)
        let words = summary(
            Sequential([Embedding(10, 3), Flatten()]), inputShape: [7], dtype: .int32)
        #expect(words.rows.map(\.outputShape) == [[7, 3], [21]])
    }
}

import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Training and evaluation")
struct ModeTests {
    @Test("training is the mode unless a task evaluates")
    func scopes() async {
        #expect(Mode.current == .training)
        await evaluatingTask()
        #expect(Mode.current == .training)
    }

    private func evaluatingTask() async {
        let inner = evaluating { Task { Mode.current } }
        #expect(await inner.value == .evaluation)
    }

    @Test("Dropout drops its share in training, keeps the mean, and passes the input in evaluation")
    func dropout() {
        let layer = Dropout(0.25, from: Generator(seed: 1))
        let x = Tensor.ones([100, 100])
        let dropped = layer(x)
        let values = Set(dropped.scalars(as: Float.self))
        #expect(values == [0, Float(1 / 0.75)])
        #expect(abs(dropped.mean().item() - 1) < 0.02)
        #expect((layer(x) .!= dropped).cast(to: .int32).sum().item() > 1000)
        expectClose(evaluating { layer(x) }, x, tolerance: .exact)
        let gradient = gradients(of: dropped.sum(), withRespectTo: x)
        expectClose(gradient, dropped, tolerance: .exact)
    }

    @Test("Dropout draws from the generator of the call, one draw each time")
    func dropoutGenerator() {
        let layer = Dropout()
        let x = Tensor.ones([4, 8])
        let masks = withRandomSeed(7) { [layer(x), layer(x)] }
        let numbers = withRandomSeed(7) { [Tensor.uniform([4, 8]), Tensor.uniform([4, 8])] }
        for (mask, number) in zip(masks, numbers) {
            expectClose(mask, (number .>= 0.5).cast(to: .float32) * 2, tolerance: .exact)
        }
    }

    @Test(
        "BatchNorm without running statistics uses the batch's in evaluation too, and may have no parameters")
    func batchNormWithoutStatistics() {
        let (plain, full) = (BatchNorm2d(3, affine: false, tracksStatistics: false), BatchNorm2d(3))
        let images = withRandomSeed(1) { Tensor.normal([4, 3, 5, 5]) * 3 + 2 }
        let expected = training { full(images) }
        expectClose(training { plain(images) }, expected, tolerance: 1e-6)
        expectClose(evaluating { plain(images) }, expected, tolerance: 1e-6)
        #expect(plain.parameters().isEmpty && plain.stateDictionary().isEmpty)
        #expect(
            BatchNorm1d(2, affine: false).stateDictionary().keys.sorted() == ["running_mean", "running_var"])
    }

    @Test("BatchNorm does not learn from one number per channel, and can evaluate it")
    func singleNumber() async throws {
        #expect(evaluating { BatchNorm1d(2)(Tensor([[3, 4]])) }.shape == [1, 2])
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = BatchNorm1d(2)(Tensor([[3, 4]]))
        }
        #expect(
            try #require(result).says(
                "BatchNorm1d(2): expected more than one value per channel in training mode; predict inside evaluating { }"
            ))
    }

    @Test("a compiled function follows the mode in which it is called, and the mode that it states itself")
    func compiledModes() {
        let layer = Dropout(0.5, from: Generator(seed: 1))
        let x = Tensor.ones([1000])
        let run = compile { layer($0) }
        let predict = compile { layer.predict($0) }
        let alwaysTrains = compile { x in training { layer(x) } }
        func keepsAll(_ output: Tensor) -> Bool { output.min().item() == 1 }
        for _ in 0..<2 {
            #expect(!keepsAll(run(x)) && keepsAll(evaluating { run(x) }))
            #expect(keepsAll(predict(x)) && keepsAll(evaluating { predict(x) }))
            #expect(!keepsAll(evaluating { alwaysTrains(x) }))
        }
    }

    @Test("a network that was loaded does not run in training mode unnoticed")
    func loadedNetwork() async throws {
        for layer in 0..<2 {
            let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                [layer = layer as Int] in
                let network = Sequential {
                    if layer == 0 { BatchNorm1d(2) } else { Dropout(0.5) }
                }
                try network.load(network.stateDictionary())
                _ = network(Tensor.ones([3, 2]))
            }
            #expect(
                try #require(result).says(
                    "the network was loaded and has no optimizer, but runs in training mode; use it inside "
                        + "evaluating { } or with predict(_:), or inside training { }"))
        }
        let network = Sequential {
            BatchNorm1d(2)
            Dropout(0.5)
        }
        try network.load(network.stateDictionary())
        let x = Tensor([[1, 2], [3, 5]])
        expectClose(network.predict(x), evaluating { network(x) }, tolerance: .exact)
        #expect(training { network(x) }.shape == [2, 2])
        _ = SGD(network, learningRate: 0.1)
        #expect(network(x).shape == [2, 2])
    }

    @Test("running statistics are saved beside the parameters; PyTorch's counter is neither kept nor missed")
    func state() throws {
        let network = Sequential {
            Conv2d(1, 3, kernel: 3, bias: false)
            BatchNorm2d(3)
        }
        #expect(network.parameters().map(\.name) == ["0.weight", "1.weight", "1.bias"])
        #expect(network.buffers().map(\.name) == ["1.running_mean", "1.running_var"])
        _ = network(Tensor.uniform([2, 1, 5, 5]))
        var state = network.stateDictionary()
        #expect(state.count == 5)
        let copy = Sequential {
            Conv2d(1, 3, kernel: 3, bias: false)
            BatchNorm2d(3)
        }
        state["1.num_batches_tracked"] = Tensor(1, dtype: .int32)
        try copy.load(state)
        let images = Tensor.uniform([2, 1, 5, 5])
        expectClose(evaluating { copy(images) }, evaluating { network(images) }, tolerance: .exact)
        state["0.num_batches_tracked"] = Tensor(1, dtype: .int32)
        let error = #expect(throws: StateError.self) { try copy.load(state) }
        #expect(error?.surplus == ["0.num_batches_tracked"])
    }
}

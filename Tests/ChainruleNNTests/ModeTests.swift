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

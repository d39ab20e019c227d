import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Layers")
struct LayerTests {
    @Test("a network of Linear, ReLU, Tanh and Sigmoid gives PyTorch's output, loss and every gradient")
    func mlp() throws {
        let golden = try Golden("layers")
        let network = Sequential {
            Linear(4, 6, dtype: .float64)
            ReLU()
            Linear(6, 5, dtype: .float64)
            Tanh()
            Linear(5, 6, dtype: .float64)
            Sigmoid()
            Linear(6, 3, dtype: .float64)
        }
        try network.load(from: Golden.url(of: "mlp_state"))
        let input = try golden["mlp.input"]
        let output = network(input)
        let loss = softmaxCrossEntropy(output, try golden["mlp.labels"])
        expectClose(output, try golden["mlp.output"])
        expectClose(loss, try golden["mlp.loss"])
        expectClose(gradients(of: loss, withRespectTo: input), try golden["mlp.dinput"])
        let all = gradients(of: loss, withRespectTo: network)
        #expect(all.names.count == 8)
        for (name, gradient) in zip(all.names, all.gradients) {
            expectClose(gradient, try golden["mlp.gradients.\(name)"], name)
        }
    }

    @Test("Linear maps the last axis, whatever comes before it")
    func leadingAxes() {
        let layer = Linear(3, 2)
        let rows = Tensor.uniform([8, 3], from: Generator(seed: 1))
        let expected = layer(rows)
        expectClose(
            layer(rows.reshaped(to: [2, 4, 3])), expected.reshaped(to: [2, 4, 2]), tolerance: .exact)
        expectClose(layer(rows[0]), expected[0], tolerance: 1e-6)
        #expect(layer(Tensor.zeros([0, 3])).shape == [0, 2])
    }

    @Test("Linear starts out uniform in ±1/√inputs, the same for the same seed")
    func initialisation() {
        let layer = Linear(100, 50, from: Generator(seed: 3))
        for values in [layer.weight.value, layer.bias!.value] {
            #expect(values.max().item() <= 0.1 && values.max().item() > 0.08)
            #expect(values.min().item() >= -0.1 && values.min().item() < -0.08)
        }
        #expect(abs(layer.weight.value.mean().item()) < 0.005)
        let again = Linear(100, 50, from: Generator(seed: 3))
        expectClose(again.weight.value, layer.weight.value, tolerance: .exact)
        let seeded = withRandomSeed(3) { Linear(100, 50) }
        expectClose(seeded.weight.value, layer.weight.value, tolerance: .exact)
        #expect(
            Linear(2, 2, bias: false, dtype: .float64).parameters().map(\.parameter.type.dtype) == [.float64])
    }

    @Test("Linear names itself, its place and the input that does not fit")
    func mismatch() async throws {
        let unnamed = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Linear(784, 100)(Tensor.zeros([64, 100]))
        }
        #expect(
            try #require(unnamed).says(
                "Linear(784 → 100): expected the last axis of the input to be 784, got float32[64, 100]"))
        let named = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let network = Sequential {
                Linear(4, 3)
                Linear(2, 1)
            }
            _ = network.parameters()
            _ = network(Tensor.zeros([5, 4]))
        }
        #expect(
            try #require(named).says(
                "Linear(2 → 1) '1': expected the last axis of the input to be 2, got float32[5, 3]"))
        let wide = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Linear(2, 1)(Tensor.zeros([5, 2], dtype: .float64))
        }
        #expect(
            try #require(wide).says(
                "Linear(2 → 1): expected float32, got float64[5, 2]; convert with cast(to:)"))
    }

    @Test("Linear adds nothing to the graph of a matrix but transposition, product and bias")
    func graph() {
        let order = TopologicalOrder(endingAt: [Linear(3, 2)(Tensor.zeros([4, 3]))])
        let operations = order.nodes.map(\.primitive.name).filter { $0 != "constant" }
        #expect(operations == ["broadcast", "permute", "matmul", "broadcast", "add"])
    }

    @Test("Conv, BatchNorm and Embedding start out as PyTorch's do")
    func initialValues() {
        let conv = Conv2d(8, 16, kernel: 5, groups: 2, from: Generator(seed: 3))
        #expect(conv.weight.type.shape == [16, 4, 5, 5])
        for values in [conv.weight.value, conv.bias!.value] {
            #expect(values.max().item() <= 0.1 && values.max().item() > 0.07)
            #expect(values.min().item() >= -0.1 && values.min().item() < -0.07)
        }
        #expect(Conv1d(2, 3, kernel: 4, bias: false).parameters().map(\.name) == ["weight"])
        let table = Embedding(100, 50, from: Generator(seed: 3)).weight.value
        #expect(abs(table.mean().item()) < 0.05 && abs(table.variance().item() - 1) < 0.05)
        let norm = BatchNorm2d(2)
        #expect(norm.weight?.value.scalars(as: Float.self) == [1, 1])
        #expect(norm.runningVariance?.value.scalars(as: Float.self) == [1, 1])
        #expect(norm.bias?.value.scalars(as: Float.self) == [0, 0])
        #expect(norm.runningMean?.value.scalars(as: Float.self) == [0, 0])
    }

    @Test("layers of images name themselves, their place and the input that does not fit")
    func mismatchOfImages() async throws {
        let conv = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let network = Sequential { Conv2d(3, 16, kernel: [5, 3]) }
            _ = network.parameters()
            _ = network(Tensor.zeros([2, 1, 28, 28]))
        }
        #expect(
            try #require(conv).says(
                "Conv2d(3 → 16, 5×3) '0': expected an input [N, 3, H, W], got float32[2, 1, 28, 28]"))
        let pool = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = MaxPool1d(2)(Tensor.zeros([2, 1, 28, 28]))
        }
        #expect(
            try #require(pool).says(
                "MaxPool1d(2): expected an input [N, C, L], got float32[2, 1, 28, 28]"))
        let norm = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = BatchNorm2d(3)(Tensor.zeros([2, 1, 28, 28]))
        }
        #expect(
            try #require(norm).says(
                "BatchNorm2d(3): expected an input [N, 3, H, W], got float32[2, 1, 28, 28]"))
        let table = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Embedding(10, 4)(Tensor.zeros([2, 3]))
        }
        #expect(
            try #require(table).says("Embedding(10 × 4): expected int32 indices, got float32[2, 3]"))
        for index in [10, -1] {
            let outside = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                [index = index as Int] in
                let table = Embedding(10, 4)
                _ = compile { table($0) }(Tensor([0, 9, Int32(index), 0], shape: [2, 2]))
            }
            #expect(
                try #require(outside).says(
                    "Embedding(10 × 4): the index \(index) at place 2 of [2, 2] is out of range for 10 rows, 0 to 9"
                ))
        }
    }

    @Test("sizes of windows may be whole numbers, arrays of them or literals, mixed")
    func numbersPerAxis() {
        let (two, pair) = (2, [2, 1])
        let images = Tensor.zeros([1, 1, 8, 8])
        let layer = Conv2d(1, 3, kernel: two, stride: pair, padding: [1, 0], dilation: PerAxis(two))
        #expect(layer(images).shape == [1, 3, 4, 6])
        #expect(MaxPool2d(two)(images).shape == [1, 1, 4, 4])
        #expect(MaxPool2d(3, stride: two)(images).shape == [1, 1, 3, 3])
        #expect(AvgPool2d(pair, stride: two)(images).shape == [1, 1, 4, 4])
        #expect(maxPool(images, kernel: two, stride: pair).shape == [1, 1, 4, 7])
        #expect(averagePool(images, kernel: pair).shape == [1, 1, 4, 8])
        let weight = Tensor.zeros([1, 1, 2, 2])
        #expect(convolution(images, weight, stride: two).shape == [1, 1, 4, 4])
        #expect(transposedConvolution(images, weight, stride: pair).shape == [1, 1, 16, 9])
    }

    @Test("Flatten merges all axes but the first")
    func flatten() {
        #expect(Flatten()(Tensor.zeros([2, 3, 4, 5])).shape == [2, 60])
        #expect(Flatten()(Tensor.zeros([2, 3])).shape == [2, 3])
        #expect(Flatten()(Tensor.zeros([0, 3, 2])).shape == [0, 6])
    }

    @Test("a sequence is built with if, else and for", arguments: [true, false])
    func builder(condition: Bool) {
        let network = Sequential {
            if condition { Flatten() }
            for size in 1...3 { Linear(size, size + 1) }
            if condition {
                ReLU()
            } else {
                Sigmoid()
                Tanh()
            }
        }
        let names = network.layers.map { "\(type(of: $0))" }
        #expect(
            names
                == (condition
                    ? ["Flatten", "Linear", "Linear", "Linear", "ReLU"]
                    : ["Linear", "Linear", "Linear", "Sigmoid", "Tanh"]))
        #expect(network(Tensor.zeros([2, 1])).shape == [2, 4])
    }

    @Test("a sequence without layers gives its input back")
    func empty() {
        #expect(Sequential {}(Tensor(3)).item() == 3)
    }
}

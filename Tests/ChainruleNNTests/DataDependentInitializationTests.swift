import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Initialization that depends on data") struct DataDependentInitializationTests {
    private let images = Tensor.normal([32, 2, 8, 8], mean: 3, deviation: 5, from: Generator(seed: 1))

    private func model() -> Sequential {
        withRandomSeed(2) {
            Sequential {
                Conv2d(2, 6, kernel: 3)
                ReLU()
                Conv2d(6, 4, kernel: 3)
                Tanh()
                Flatten()
                Linear(64, 10)
                Linear(10, 10, bias: false)
            }
        }
    }

    private func variance(_ tensor: Tensor) -> Double {
        let distance = tensor - tensor.mean()
        return (distance * distance).mean().item()
    }

    @Test("LSUV gives the output of every weighted layer variance 1, and weights orthogonal rows")
    func lsuv() {
        let model = model()
        initializeLSUV(model, images, from: Generator(seed: 3))
        let captured = capture(model, "0", "2", "5", "6") { model(images).sum() }
        for name in ["0", "2", "5", "6"] { #expect(abs(variance(captured[name]) - 1) < 0.01, "\(name)") }
        let weight = (model.layers[5] as! Linear).weight.value
        let products = matmul(weight, weight.transposed())
        let scale = products[0, 0]
        expectClose(products / scale, .identity(10), tolerance: 1e-5)
        #expect(
            (model.layers[5] as! Linear).bias!.value.scalars(as: Double.self)
                == Array(repeating: 0, count: 10))
    }

    @Test("data-dependent initialization gives every unit mean 0 and variance 1")
    func units() {
        let model = model()
        initializeFromData(model, images)
        let captured = capture(model, "0", "2", "5", "6") { model(images).sum() }
        for (name, axes) in [("0", [0, 2, 3]), ("2", [0, 2, 3]), ("5", [0])] {
            let output = captured[name]
            let mean = output.mean(axes: Axes(axes))
            let square = (output * output).mean(axes: Axes(axes))
            expectClose(mean, .zeros(mean.shape), tolerance: 1e-4, name)
            expectClose(square, .ones(mean.shape), tolerance: 1e-3, name)
        }
        // Without a bias the units' means stay.
        let last = captured["6"]
        let distance = last - last.mean(axes: 0, keepDims: true)
        expectClose((distance * distance).mean(axes: 0), .ones([10]), tolerance: 1e-3)
    }

    @Test("a unit whose output is constant keeps its weights")
    func constantUnits() {
        // One row differs in the last place, as equal rows of a product may.
        let rows = Tensor.ones([5, 3]) + Tensor([Float.ulpOfOne, 0, 0, 0, 0], shape: [5, 1])
        for inputs in [Tensor.ones([5, 3]), rows] {
            let layer = Linear(3, 2)
            let before = layer.weight.value.scalars(as: Double.self)
            initializeFromData(Sequential([layer]), inputs)
            #expect(layer.weight.value.scalars(as: Double.self) == before)
            expectClose(layer(inputs), .zeros([5, 2]), tolerance: 1e-6)
        }
    }
}

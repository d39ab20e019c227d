import Chainrule
import ChainruleNN
import Testing

@Suite("Activation maximization")
struct ActivationMaximizationTests {
    @Test(
        "the input that excites a linear unit most has the direction of its weights and a root mean square of 1 / l2"
    )
    func linear() {
        withRandomSeed(0) {
            let layer = Linear(12, 5)
            let model = Sequential { layer }
            let found = ActivationMaximization(steps: 100, l2: 2)
                .inputs(exciting: [3, 0], of: "0", in: model, inputShape: [12])
            #expect(found.shape == [2, 12])
            for (row, unit) in [3, 0].enumerated() {
                let (input, weight) = (found[row], layer.weight.value[unit])
                let cosine = (input * weight).sum() / sqrt((input * input).sum() * (weight * weight).sum())
                #expect(abs(cosine.item() - 1) < 1e-5)
                #expect(abs(sqrt((input * input).mean()).item() - 0.5) < 1e-3)
            }
        }
    }

    @Test("the activation of a channel rises far above that of noise of the same size", arguments: [0, 0.6])
    func convolution(_ blur: Double) {
        withRandomSeed(1) {
            let model = Sequential {
                Conv2d(2, 4, kernel: 3)
                BatchNorm2d(4)
                ReLU()
                Conv2d(4, 3, kernel: 3).named("last")
            }
            let values = model.parameters().map { $0.parameter.value.scalars(as: Float.self) }
            let images = ActivationMaximization(steps: 40, blur: blur)
                .inputs(exciting: [0, 1, 2], of: "last", in: model, inputShape: [2, 9, 9])
            func own(_ inputs: Tensor) -> [Double] {
                let all = ActivationMaximization.activations(of: "last", in: model, for: inputs)
                return (0..<3).map { all[$0, $0].item() }
            }
            let noise = own(.normal([3, 2, 9, 9]))
            for (found, before) in zip(own(images), noise) { #expect(found > before + 0.1) }
            #expect(model.parameters().map { $0.parameter.value.scalars(as: Float.self) } == values)
        }
    }
}

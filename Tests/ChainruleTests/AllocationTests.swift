import AllocationCounting
import Chainrule
import TestSupport
import Testing

@Suite("A compiled step", .enabled(if: cac_can_count() && Engine.current == .oneDNN), .optimizedBuildsOnly)
struct AllocationTests {
    private let labels = Tensor([0, 3, 1, 2, 2, 0, 1, 3], dtype: .int32)

    @Test("of a perceptron allocates nothing")
    func perceptron() {
        withRandomSeed(1) {
            let (first, bias) = (variable([20, 16]), variable([16]))
            let second = variable([16, 4])
            let step = trainingStep([first, bias, second]) { images in
                let hidden = relu(matmul(images, first.value) + bias.value)
                let mask = Tensor.uniform(hidden.shape) .>= 0.5
                return matmul(select(hidden * 2, where: mask, otherwise: 0), second.value)
            }
            expectNoAllocations(step, Tensor.uniform([8, 20]))
        }
    }

    @Test("of a wide network, whose gradients are not stored, allocates nothing")
    func wideLayers() {
        withRandomSeed(1) {
            let (first, second) = (variable([300, 512]), variable([512, 4]))
            let step = trainingStep([first, second]) { images in
                matmul(relu(matmul(images, first.value)), second.value)
            }
            expectNoAllocations(step, Tensor.uniform([8, 300]))
        }
    }

    // With 20 output channels direct loops compute it, where they are faster.
    @Test("of a convolutional network allocates nothing", arguments: [6, 20])
    func convolutions(channels: Int) {
        withRandomSeed(1) {
            let (kernel, bias) = (variable([channels, 3, 3, 3]), variable([channels]))
            let head = variable([channels * 16, 4])
            let step = trainingStep([kernel, bias, head]) { images in
                let z =
                    convolution(images, kernel.value, padding: 1)
                    + bias.value.reshaped(to: [1, channels, 1, 1])
                return matmul(maxPool(relu(z), kernel: 2).flattened(from: 1), head.value)
            }
            expectNoAllocations(step, Tensor.uniform([8, 3, 8, 8]))
        }
    }

    @Test("of a recurrent network allocates nothing")
    func recurrence() {
        withRandomSeed(1) {
            let (input, weight, head) = (variable([20, 64]), variable([64, 16]), variable([16, 4]))
            let step = trainingStep([input, weight, head]) { sequences in
                let products = matmul(sequences.reshaped(to: [8, 20]), input.value).reshaped(to: [1, 8, 64])
                let states = Chainrule.recurrence(
                    .lstm, concatenate([products, products]), weight: weight.value, state: .zeros([2, 8, 16]))
                return matmul(states[0, 1], head.value)
            }
            expectNoAllocations(step, Tensor.uniform([8, 20]))
        }
    }

    private func variable(_ shape: Shape) -> Variable { Variable(.uniform(shape, in: -0.2..<0.2)) }

    /// A step with momentum.
    private func trainingStep(
        _ weights: [Variable], _ network: @escaping (Tensor) -> Tensor
    ) -> Compiled<Tensor, Tensor, Tensor> {
        let velocities = weights.map { Variable(.zeros($0.type.shape)) }
        return compile { images, labels in
            let loss = crossEntropies(network(images), labels).mean()
            let slopes = gradients(of: loss, withRespectTo: weights.map(\.value))
            for (place, slope) in slopes.enumerated() {
                velocities[place].value = velocities[place].value * 0.9 + slope
                weights[place].value = weights[place].value - velocities[place].value * 0.1
            }
            return loss
        }
    }

    private func expectNoAllocations(_ step: Compiled<Tensor, Tensor, Tensor>, _ images: Tensor) {
        evaluate([images])
        for _ in 0..<3 { _ = step(images, labels) }
        cac_start()
        for _ in 0..<10 { _ = step(images, labels) }
        #expect(cac_stop() == 0)
    }
}

import Chainrule
import ChainruleModels
import ChainruleNN

extension Workload {
    static let twoLayerSigmoid = Workload(
        name: "two-layer-sigmoid", summary: "1000 → 100 sigmoid → 10 without biases, summed squares, SGD.",
        batch: 64
    ) { batch, _ in
        let model = ChainruleModels.twoLayerSigmoid(inputs: 1000, hidden: 100, outputs: 10)
        return Step(
            training: model, with: SGD(model, learningRate: 1e-4),
            on: Batch.numbers([batch, 1000]), Batch.numbers([batch, 10])
        ) { squaredError($0, $1, reduction: .sum) }
    }

    static let mlp = Workload(
        name: "mlp", summary: "784 → 512 ReLU → 512 ReLU → 10, cross-entropy, SGD with momentum.",
        batch: 128, depth: 3
    ) { batch, depth in
        let model = multilayerPerceptron([784] + Array(repeating: 512, count: depth - 1) + [10])
        return Step(
            training: model, with: SGD(model, learningRate: 0.01, momentum: 0.9),
            on: Batch.numbers([batch, 784]), Batch.indices([batch], below: 10)
        ) { softmaxCrossEntropy($0, $1) }
    }

    static let autoencoder = Workload(
        name: "autoencoder",
        summary: "784-1000-500-250-30 and back, sigmoid, squared error, SGD with momentum.",
        batch: 128
    ) { batch, _ in
        let model = Autoencoder([784, 1000, 500, 250, 30])
        return Step(
            training: model, with: SGD(model, learningRate: 0.01, momentum: 0.9),
            on: Batch.numbers([batch, 784]), Batch.numbers([batch, 784])
        ) { squaredError($0, $1) }
    }

    static let tanhForward = Workload(
        name: "tanh-forward", summary: "Ten products with 500 × 500 and hyperbolic tangents, forward only.",
        batch: 1000, depth: 10
    ) { batch, depth in
        Step(evaluating: tanhChain(depth: depth, width: 500), on: Batch.numbers([batch, 500]))
    }
}

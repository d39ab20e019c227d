import Chainrule
import ChainruleModels
import ChainruleNN

extension Workload {
    static let lenet = Workload(
        name: "lenet", summary: "LeNet on images of 28 × 28, cross-entropy, SGD with momentum.", batch: 64
    ) { batch, _ in classification(LeNet(), [batch, 1, 28, 28], classCount: 10) }

    static let lenetLatency = Workload(
        name: "lenet-latency", summary: "LeNet on one image of 28 × 28, forward only.", batch: 1
    ) { batch, _ in Step(evaluating: LeNet(), on: Batch.numbers([batch, 1, 28, 28])) }

    static let convNetBN = Workload(
        name: "convnet-bn", summary: "Six convolutions with batch normalization on images of 32 × 32.",
        batch: 64
    ) { batch, _ in
        // With wider initial kernels and short steps the network is not chaotic: in 20 steps the losses of two
        // programs that round differently stay together.
        let model = ChainruleModels.convNetBN()
        for (_, parameter) in model.parameters() where parameter.type.shape.rank == 4 {
            let fanIn = parameter.type.shape.dropFirst().reduce(1, *)
            parameter.value = .normal(parameter.type.shape, deviation: (2 / Double(fanIn)).squareRoot())
        }
        return classification(model, [batch, 3, 32, 32], classCount: 10, learningRate: 0.001)
    }

    static let alexNet = Workload(
        name: "alexnet", summary: "AlexNet on images of 227 × 227.", batch: 16
    ) { batch, _ in classification(AlexNet(), [batch, 3, 227, 227], classCount: 1000) }

    static let resnet18 = Workload(
        name: "resnet-18", summary: "ResNet-18 on images of 64 × 64.", batch: 16
    ) { batch, _ in
        // With shorter steps still: one of the million units that lie near the kink of a ReLU, decided by rounding,
        // changes the gradient of the layers below it by 1 %.
        classification(ResNet18(), [batch, 3, 64, 64], classCount: 1000, learningRate: 1e-4)
    }

    static let vgg11 = Workload(
        name: "vgg-11", summary: "VGG-11 on images of 64 × 64.", batch: 16
    ) { batch, _ in classification(VGG(.vgg11, height: 64, width: 64), [batch, 3, 64, 64], classCount: 1000) }

    private static func classification(
        _ model: some Layer, _ images: Shape, classCount: Int, learningRate: Double = 0.01
    ) -> Step {
        Step(
            training: model, with: SGD(model, learningRate: learningRate, momentum: 0.9),
            on: Batch.numbers(images), Batch.indices([images[0]], below: classCount)
        ) { softmaxCrossEntropy($0, $1) }
    }
}

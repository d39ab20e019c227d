import ChainruleModels
import ChainruleNN

extension Recipe {
    static let mnistSprint = Recipe(
        "mnist-sprint",
        summary: "Two small convolutions with batch normalization: MNIST to 99 % in one epoch.",
        source:
            "the one-cycle policy of Smith, \"A disciplined approach to neural network hyper-parameters\", 2018, "
            + "and the label smoothing of Szegedy et al., 2016",
        task: ImageClassification.self,
        defaults: Hyperparameters(
            epochs: 1, batchSize: 128, optimizer: .nesterov, learningRate: 0.4, schedule: .oneCycle(),
            momentum: 0.9),
        loss: { _ in { softmaxCrossEntropy($0, $1, labelSmoothing: 0.05) } },
        network: { request throws(NetworkRequest.Misfit) in
            try request.requireImages(ofAtLeast: 11)
            let (channels, height, width) = (
                request.inputShape[0], request.inputShape[1], request.inputShape[2]
            )
            return sprintNet(
                channels: channels, height: height, width: width, classCount: request.outputs.count)
        })
}

import ChainruleModels

extension Recipe {
    static let alexnet = Recipe(
        "alexnet",
        summary:
            "The winner of the ImageNet challenge of 2012: five convolutions, three fully connected layers.",
        source:
            "Krizhevsky, Sutskever and Hinton, \"ImageNet classification with deep convolutional neural networks\", 2012",
        task: ImageClassification.self,
        defaults: Hyperparameters(
            epochs: 30, batchSize: 128, learningRate: 0.01, schedule: .cosine(), momentum: 0.9, l2: 5e-4)
    ) { request throws(NetworkRequest.Misfit) in
        try request.requireImages(ofAtLeast: AlexNet.smallestSide)
        let (channels, height, width) = (request.inputShape[0], request.inputShape[1], request.inputShape[2])
        return AlexNet(
            channels: channels, height: height, width: width, classCount: request.outputs.count)
    }
}

import ChainruleModels

extension Recipe {
    static let lenet = Recipe(
        "lenet", summary: "Two convolutions with pooling, two fully connected layers, softmax cross-entropy.",
        source:
            "Caffe's LeNet, after LeCun, Bottou, Bengio and Haffner, \"Gradient-based learning applied to document "
            + "recognition\", 1998",
        task: ImageClassification.self,
        defaults: Hyperparameters(epochs: 3, batchSize: 64, learningRate: 0.02, momentum: 0.9, l2: 1e-4)
    ) { request throws(NetworkRequest.Misfit) in
        let (channels, height, width) = (request.inputShape[0], request.inputShape[1], request.inputShape[2])
        guard LeNet.featureCount(height: height, width: width) != nil else {
            throw NetworkRequest.Misfit(found: request.imageDescription, expected: "larger images")
        }
        return LeNet(channels: channels, height: height, width: width, classCount: request.outputs.count)
    }
}

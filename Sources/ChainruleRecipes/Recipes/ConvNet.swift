import ChainruleModels

extension Recipe {
    static let convnet = Recipe(
        "convnet", summary: "Six 3 x 3 convolutions with batch normalization in three stages.",
        source:
            "after Simonyan and Zisserman, \"Very deep convolutional networks\", 2014, with the batch normalization of "
            + "Ioffe and Szegedy, 2015",
        task: ImageClassification.self,
        defaults: Hyperparameters(
            epochs: 10, batchSize: 64, learningRate: 0.05, schedule: .cosine(), momentum: 0.9, l2: 5e-4)
    ) { request throws(NetworkRequest.Misfit) in
        try request.requireImages(ofAtLeast: 8)
        let (channels, height, width) = (request.inputShape[0], request.inputShape[1], request.inputShape[2])
        return convNetBN(
            channels: channels, height: height, width: width, classCount: request.outputs.count, filters: 32)
    }
}

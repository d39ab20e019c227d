import ChainruleModels

extension Recipe {
    static let googlenet = Recipe(
        "googlenet", summary: "Nine inception modules with two auxiliary classifiers.",
        source: "Szegedy and others, \"Going deeper with convolutions\", 2015",
        task: ImageClassification.self,
        defaults: Hyperparameters(
            epochs: 20, batchSize: 64, optimizer: .adam, learningRate: 0.0005, schedule: .cosine())
    ) { request throws(NetworkRequest.Misfit) in
        try request.requireImages(ofAtLeast: 32)
        return GoogLeNet(channels: request.inputShape[0], classCount: request.outputs.count)
    }
}

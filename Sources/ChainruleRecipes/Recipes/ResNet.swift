import ChainruleModels

extension Recipe {
    static let resnet18 = Recipe(
        "resnet-18", summary: "Eight residual blocks of two 3 x 3 convolutions.",
        source: "He, Zhang, Ren and Sun, \"Deep residual learning for image recognition\", 2016",
        task: ImageClassification.self,
        defaults: Hyperparameters(
            epochs: 20, batchSize: 64, learningRate: 0.05, schedule: .cosine(), momentum: 0.9, l2: 5e-4)
    ) { request in
        let (channels, height) = (request.inputShape[0], request.inputShape[1])
        return ResNet18(
            channels: channels, classCount: request.outputs.count, stem: height < 96 ? .small : .large)
    }
}

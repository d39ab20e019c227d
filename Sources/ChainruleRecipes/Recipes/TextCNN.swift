import ChainruleModels

extension Recipe {
    static let textCNN = Recipe(
        "text-cnn",
        summary: "Classifies sentences: convolutions over 3, 4 and 5 words, the maximum of each over time.",
        source:
            "Kim, \"Convolutional neural networks for sentence classification\", 2014, with random vectors of words",
        task: SentenceClassification.self,
        defaults: Hyperparameters(
            epochs: 5, batchSize: 50, optimizer: .adam, learningRate: 0.001, schedule: .linear)
    ) { request in
        TextCNN(
            vocabulary: request.symbolCount!, filters: 100, classCount: request.outputs.count,
            deviation: 0.1, wordDropout: 0.2, paddingIndex: WordEncoding.padding)
    }
}

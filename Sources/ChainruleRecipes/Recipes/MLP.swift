import ChainruleModels

extension Recipe {
    static let mlp = Recipe(
        "mlp", summary: "Two hidden layers of 512 ReLU units, softmax cross-entropy.",
        source:
            "Rumelhart, Hinton and Williams, \"Learning representations by back-propagating errors\", 1986",
        task: ImageClassification.self,
        defaults: Hyperparameters(epochs: 5, batchSize: 128, learningRate: 0.05, momentum: 0.9, l2: 1e-4)
    ) { multilayerPerceptron([$0.inputCount, 512, 512, $0.outputs.count]) }
}

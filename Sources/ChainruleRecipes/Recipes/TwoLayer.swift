import ChainruleModels

extension Recipe {
    static let twoLayer = Recipe(
        "two-layer", summary: "One hidden layer of 100 ReLU units, softmax cross-entropy.",
        source:
            "Rumelhart, Hinton and Williams, \"Learning representations by back-propagating errors\", 1986",
        task: ImageClassification.self,
        defaults: Hyperparameters(epochs: 5, batchSize: 64, learningRate: 0.05, momentum: 0.9, l2: 1e-4)
    ) { multilayerPerceptron([$0.inputCount, 100, $0.outputs.count]) }
}

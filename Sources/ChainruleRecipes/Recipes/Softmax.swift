import ChainruleModels

extension Recipe {
    static let softmax = Recipe(
        "softmax", summary: "Linear classifier with softmax cross-entropy.",
        source: "Cox, \"The regression analysis of binary sequences\", 1958",
        task: ImageClassification.self,
        defaults: Hyperparameters(epochs: 5, batchSize: 128, learningRate: 0.02, momentum: 0.9, l2: 1e-4)
    ) { multilayerPerceptron([$0.inputCount, $0.outputs.count]) }
}

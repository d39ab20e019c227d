import ChainruleModels
import ChainruleNN

extension Recipe {
    static let adaline = Recipe(
        "adaline", summary: "A linear unit for each class, trained by the delta rule of Widrow and Hoff.",
        source: "Widrow and Hoff, \"Adaptive switching circuits\", 1960", task: ImageClassification.self,
        defaults: Hyperparameters(epochs: 5, batchSize: 16, learningRate: 0.0005, momentum: 0),
        loss: { _ in { leastMeanSquares($0, $1) } },
        network: { Madaline(inputs: $0.inputCount, hidden: 0, classCount: $0.outputs.count) })

    static let madaline = Recipe(
        "madaline",
        summary: "300 Adalines with outputs 1 and -1, and one for each class that listens to them.",
        source: "Widrow and Lehr, \"30 years of adaptive neural networks\", 1990",
        task: ImageClassification.self,
        defaults: Hyperparameters(epochs: 5, batchSize: 16, learningRate: 0.0005, momentum: 0),
        loss: { _ in { leastMeanSquares($0, $1) } },
        network: { Madaline(inputs: $0.inputCount, hidden: 300, classCount: $0.outputs.count) })
}

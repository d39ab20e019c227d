import ChainruleModels
import ChainruleNN

extension Recipe {
    static let perceptron = Recipe(
        "perceptron",
        summary:
            "Rosenblatt's Mark I: 512 fixed random units, and response units with the perceptron's rule.",
        source: "Rosenblatt, \"The perceptron\", Psychological Review 65, 1958",
        task: ImageClassification.self,
        defaults: Hyperparameters(epochs: 5, batchSize: 1, learningRate: 1, schedule: .constant, momentum: 0),
        loss: { _ in { perceptronCriterion($0, $1) } },
        network: { Perceptron(inputs: $0.inputCount, classCount: $0.outputs.count) })
}

import ChainruleModels
import ChainruleNN

extension Recipe {
    static let svm = Recipe(
        "svm", summary: "Linear classifier with the multiclass SVM hinge loss.",
        source: "Weston and Watkins, \"Support vector machines for multi-class pattern recognition\", 1999",
        task: ImageClassification.self,
        defaults: Hyperparameters(epochs: 5, batchSize: 128, learningRate: 0.002, momentum: 0.9, l2: 1e-3),
        loss: { _ in { multiclassHinge($0, $1) } },
        network: { multilayerPerceptron([$0.inputCount, $0.outputs.count]) })
}

import Chainrule
import ChainruleModels
import ChainruleNN

/// A network with its loss and the hyperparameters it trains well with, under a name.
public struct Recipe: Sendable {
    /// What the recipe is called on the command line.
    public let name: String
    /// The recipe in a sentence.
    public let summary: String
    /// What it trains with unless told otherwise.
    public let defaults: Hyperparameters

    let hiddenSizes: [Int]
    let loss: @Sendable (_ scores: Tensor, _ labels: Tensor) -> Tensor

    /// Every recipe there is.
    public static let all: [Recipe] = [softmax, svm, twoLayer, mlp]

    /// The recipe of that name, if there is one.
    public static func named(_ name: String) -> Recipe? { all.first { $0.name == name } }

    /// A fresh network for images of `pixelCount` pixels, its weights drawn from `seed`.
    public func makeModel(pixelCount: Int, classCount: Int, seed: UInt64) -> Sequential {
        withRandomSeed(seed) { multilayerPerceptron([pixelCount] + hiddenSizes + [classCount]) }
    }

    /// How many parameters such a model has, weights and biases.
    func parameterCount(pixelCount: Int, classCount: Int) -> Int {
        let sizes = [pixelCount] + hiddenSizes + [classCount]
        return zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    }

    static let softmax = Recipe(
        name: "softmax", summary: "Linear classifier with softmax cross-entropy.",
        defaults: Hyperparameters(epochs: 5, batchSize: 128, learningRate: 0.02, momentum: 0.9, l2: 1e-4),
        hiddenSizes: [], loss: { softmaxCrossEntropy($0, $1) })

    static let svm = Recipe(
        name: "svm", summary: "Linear classifier with the multiclass SVM hinge loss.",
        defaults: Hyperparameters(epochs: 5, batchSize: 128, learningRate: 0.002, momentum: 0.9, l2: 1e-3),
        hiddenSizes: [], loss: { multiclassHinge($0, $1) })

    static let twoLayer = Recipe(
        name: "two-layer", summary: "One hidden layer of 100 ReLU units, softmax cross-entropy.",
        defaults: Hyperparameters(epochs: 5, batchSize: 64, learningRate: 0.05, momentum: 0.9, l2: 1e-4),
        hiddenSizes: [100], loss: { softmaxCrossEntropy($0, $1) })

    static let mlp = Recipe(
        name: "mlp", summary: "Two hidden layers of 512 ReLU units, softmax cross-entropy.",
        defaults: Hyperparameters(epochs: 5, batchSize: 128, learningRate: 0.05, momentum: 0.9, l2: 1e-4),
        hiddenSizes: [512, 512], loss: { softmaxCrossEntropy($0, $1) })
}

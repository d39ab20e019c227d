import Chainrule
import ChainruleData
import ChainruleNN

/// A named network with a loss and default hyperparameters.
public struct Recipe: Sendable {
    /// The name on the command line.
    public let name: String
    /// A one-line description.
    public let summary: String
    /// The default hyperparameters.
    public let defaults: Hyperparameters

    let architecture: Architecture
    let loss: @Sendable (_ scores: Tensor, _ labels: Tensor) -> Tensor

    /// Every recipe there is.
    public static let all: [Recipe] = [softmax, svm, twoLayer, mlp, lenet]

    /// The recipe of that name, if there is one.
    public static func named(_ name: String) -> Recipe? { all.first { $0.name == name } }

    /// A newly initialized network for such images; `seed` decides the weights.
    ///
    /// - Precondition: the images are not too small; see ``requireFit(of:source:)``.
    public func makeModel(for images: ImageShape, classCount: Int, seed: UInt64) -> any Layer {
        withRandomSeed(seed) { architecture.makeModel(for: images, classCount: classCount) }
    }

    /// How many parameters such a network has, without making it; nil if the images are too small for it.
    package func parameterCount(for images: ImageShape, classCount: Int) -> Int? {
        architecture.parameterCount(for: images, classCount: classCount)
    }

    /// Throws unless there is a network for images of this size; `source` says where they come from.
    public func requireFit(of images: ImageShape, source: String) throws(DataError) {
        if parameterCount(for: images, classCount: 1) != nil { return }
        throw .malformed(
            source: source, found: "images of \(images.height) × \(images.width)",
            expected: "larger images for the recipe \(name)")
    }

    static let softmax = Recipe(
        name: "softmax", summary: "Linear classifier with softmax cross-entropy.",
        defaults: Hyperparameters(epochs: 5, batchSize: 128, learningRate: 0.02, momentum: 0.9, l2: 1e-4),
        architecture: .perceptron(hidden: []), loss: { softmaxCrossEntropy($0, $1) })

    static let svm = Recipe(
        name: "svm", summary: "Linear classifier with the multiclass SVM hinge loss.",
        defaults: Hyperparameters(epochs: 5, batchSize: 128, learningRate: 0.002, momentum: 0.9, l2: 1e-3),
        architecture: .perceptron(hidden: []), loss: { multiclassHinge($0, $1) })

    static let twoLayer = Recipe(
        name: "two-layer", summary: "One hidden layer of 100 ReLU units, softmax cross-entropy.",
        defaults: Hyperparameters(epochs: 5, batchSize: 64, learningRate: 0.05, momentum: 0.9, l2: 1e-4),
        architecture: .perceptron(hidden: [100]), loss: { softmaxCrossEntropy($0, $1) })

    static let mlp = Recipe(
        name: "mlp", summary: "Two hidden layers of 512 ReLU units, softmax cross-entropy.",
        defaults: Hyperparameters(epochs: 5, batchSize: 128, learningRate: 0.05, momentum: 0.9, l2: 1e-4),
        architecture: .perceptron(hidden: [512, 512]), loss: { softmaxCrossEntropy($0, $1) })

    static let lenet = Recipe(
        name: "lenet",
        summary: "Two convolutions with pooling, two fully connected layers, softmax cross-entropy.",
        defaults: Hyperparameters(epochs: 3, batchSize: 64, learningRate: 0.02, momentum: 0.9, l2: 1e-4),
        architecture: .lenet, loss: { softmaxCrossEntropy($0, $1) })
}

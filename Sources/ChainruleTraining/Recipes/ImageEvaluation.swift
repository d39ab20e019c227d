import Chainrule
import ChainruleData
import ChainruleNN

/// The evaluation of an image classifier, with the misclassified images.
public struct ImageEvaluation: Sendable {
    /// The mean loss per image; nil if there are none.
    public let loss: Double?
    /// The confusion matrix.
    public let confusion: ConfusionMatrix
    /// The misclassified images, in their order, with the predicted class.
    public let misclassified: [Misclassifications.Example]

    /// The accuracy; nil if there are no images.
    public var accuracy: Double? { confusion.total == 0 ? nil : confusion.accuracy }
}

/// Collects the misclassified examples.
public struct Misclassifications: Metric {
    public static let prefersLarger = false

    public struct Example: Sendable, Equatable, Codable {
        public let index: Int
        public let prediction: Int
    }

    public private(set) var list: [Example] = []
    private var seen = 0

    public init() {}

    public var name: String { "misclassified" }
    public var value: Double? { seen == 0 ? nil : Double(list.count) }

    public mutating func add(_ predictions: Predictions) {
        let pairs = zip(predictions.labels(for: self), predictions.predictedClasses())
        for (place, (truth, prediction)) in pairs.enumerated() where truth != prediction {
            list.append(Example(index: seen + place, prediction: Int(prediction)))
        }
        seen += predictions.count
    }

    public mutating func reset() { self = Misclassifications() }
}

extension Recipe {
    /// Evaluates a classifier on all of `images`, in their order and in evaluation mode.
    func evaluate(_ model: any Layer, on images: StandardizedImages) throws(DataError) -> ImageEvaluation {
        let trainer = Trainer(model, loss: loss, optimizer: SGD(model, learningRate: 0))
        return try trainer.evaluateImages(images)
    }
}

extension Trainer {
    /// Evaluates a classifier on all of `images`, in their order and in evaluation mode.
    public func evaluateImages(_ images: StandardizedImages) throws(DataError) -> ImageEvaluation {
        let (f1, misclassified) = (MacroF1(), Misclassifications())
        let evaluation = try evaluate(on: images, metrics: [f1, misclassified])
        let confusion = (evaluation.metrics[f1.name] as! MacroF1).confusion
        return ImageEvaluation(
            loss: evaluation.loss,
            confusion: confusion ?? ConfusionMatrix(classCount: images.images.classCount),
            misclassified: (evaluation.metrics[misclassified.name] as! Misclassifications).list)
    }
}

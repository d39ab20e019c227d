import Chainrule
import ChainruleData
import ChainruleNN

/// How well a classifier does on some examples.
public struct Evaluation: Sendable {
    /// The mean loss per example; 0 if there are none.
    public let loss: Double
    /// Which classes were taken for which.
    public let confusion: ConfusionMatrix
    /// The examples that were not recognized, in their order, with what they were taken for.
    public let mistakes: [Mistake]

    /// The share of examples that were recognized; 0 if there are none.
    public var accuracy: Double { confusion.accuracy }

    /// An example that was taken for another class than its own.
    public struct Mistake: Sendable, Equatable {
        public let index: Int
        public let prediction: Int
    }
}

/// Measures a classifier on all of `images`, in their order, with the mean `loss` of a batch.
///
/// The network is in evaluation mode. The batch size bounds the memory, 500 images by default; it has no
/// influence on the result.
public func evaluate(
    _ model: some Layer, on images: LabeledImages, _ standardization: Standardization, batchSize: Int = 500,
    loss: (_ scores: Tensor, _ labels: Tensor) -> Tensor
) -> Evaluation {
    var confusion = ConfusionMatrix(classCount: images.classCount)
    var mistakes: [Evaluation.Mistake] = []
    var lossSum = 0.0
    for indices in MiniBatches(count: images.count, batchSize: batchSize, shuffled: false) {
        let (inputs, labels) = standardization.batch(indices, of: images)
        let scores = evaluating { model(inputs) }
        lossSum += loss(scores, labels).item() * Double(indices.count)
        let predictions = scores.argmax().scalars(as: Int32.self)
        confusion.add(truth: labels.scalars(), predictions: predictions)
        for (index, prediction) in zip(indices, predictions) where prediction != images.labels[index] {
            mistakes.append(Evaluation.Mistake(index: index, prediction: Int(prediction)))
        }
    }
    return Evaluation(
        loss: images.count == 0 ? 0 : lossSum / Double(images.count), confusion: confusion, mistakes: mistakes
    )
}

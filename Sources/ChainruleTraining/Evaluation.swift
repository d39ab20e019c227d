import Chainrule
import ChainruleData
import ChainruleNN

/// How well a classifier does on some examples.
public struct Evaluation: Sendable {
    /// The mean loss per example; 0 if there are none.
    public let loss: Double
    /// Which classes were taken for which.
    public let confusion: ConfusionMatrix
}

/// Measures a classifier on all of `images`, in their order, with the mean `loss` of a batch.
///
/// The batch size bounds the memory, 500 images by default; it has no influence on the result.
public func evaluate(
    _ model: some Layer, on images: LabeledImages, _ standardization: Standardization, batchSize: Int = 500,
    loss: (_ scores: Tensor, _ labels: Tensor) -> Tensor
) -> Evaluation {
    var confusion = ConfusionMatrix(classCount: images.classCount)
    var lossSum = 0.0
    for indices in MiniBatches(count: images.count, batchSize: batchSize, shuffled: false) {
        let (inputs, labels) = standardization.batch(indices, of: images)
        let scores = model(inputs)
        lossSum += loss(scores, labels).item() * Double(indices.count)
        confusion.add(truth: labels.scalars(), predictions: scores.argmax().scalars())
    }
    return Evaluation(loss: images.count == 0 ? 0 : lossSum / Double(images.count), confusion: confusion)
}

import Chainrule
import ChainruleNN

/// How much each word moved a decision: gradient × input.
///
/// The score of the predicted class, less the mean of the scores of all classes, is differentiated by the vectors of the words; a
/// word's figure is the product of its vector with that gradient. To first order it is by how much that difference would fall if the
/// vector were zero.
///
/// Source: Denil, Demiraj and de Freitas, "Extraction of salient sentences from labelled documents", 2014; Shrikumar and others,
/// "Not just a black box: learning important features through propagating activation differences", 2016.
enum WordAttribution {
    /// The layer of a network for sentences that makes vectors of words.
    private static let embedding = "embedding"
    private static let batchSize = 500

    /// The words of each input with their figures.
    ///
    /// - Parameters:
    ///   - model: a network from words `[N, words]` to scores `[N, classes]` with a layer called `embedding`.
    ///   - inputs: sentences.
    ///   - batch: makes inputs `[N, words]` of them.
    static func ofPredictedClasses(
        in model: any Layer, _ inputs: [TaskInput], batch: ([TaskInput]) -> Tensor
    ) -> [[Prediction.Figure]] {
        let figures = compile { (words: Tensor) in evaluating { gradientTimesInput(of: model, words) } }
        return stride(from: 0, to: inputs.count, by: batchSize).flatMap { start in
            let part = Array(inputs[start..<min(start + batchSize, inputs.count)])
            let values = figures(batch(part))
            let numbers: [Double] = values.cast(to: .float64).scalars()
            return part.enumerated().map { index, input in
                zip(input.steps, numbers[(index * values.shape[1])...]).map(Prediction.Figure.init)
            }
        }
    }

    private static func gradientTimesInput(of model: some Layer, _ words: Tensor) -> Tensor {
        let captured = capture(model, embedding) {
            let scores = model(words)
            let predicted = scores.argmax(axis: 1).oneHot(scores.shape[1], dtype: scores.dtype)
            return ((scores - scores.mean(axes: [1], keepDims: true)) * predicted).sum()
        }
        return (captured.gradient(embedding) * captured[embedding]).sum(axes: [2])
    }
}

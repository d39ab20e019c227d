import Chainrule

/// The loss of a single-shot detector: (Σ smooth L1 of the offsets + Σ softmax cross-entropy of the classes) / n.
///
/// The first sum is over the n default boxes of the batch that are responsible for an object, the second over these and over
/// the hardest of the others, three for each of them in the same image. Without any object the loss is 0.
///
/// Source: Liu and others, "SSD: Single shot multibox detector", 2016, equations 1 to 3.
///
/// - Parameters:
///   - outputs: `[N, A, 4 + 1 + classes]`: for every default box its offsets, see ``DefaultBoxes/offsets(to:)``, and scores of
///     the background and of the classes.
///   - objects: `[N, M, 5]`; see ``DefaultBoxes/matches(with:threshold:)``.
///   - defaults: the default boxes, A in number.
///   - threshold: the intersection over union from which on a default box is responsible for an object.
///   - negativeRatio: how many boxes of the background count for each that is responsible for an object.
public func multiboxLoss(
    _ outputs: Tensor, _ objects: Tensor, _ defaults: DefaultBoxes, threshold: Double = 0.5,
    negativeRatio: Double = 3
) -> Tensor {
    require(
        outputs.rank == 3 && outputs.shape[1] == defaults.count && outputs.shape[2] > 5,
        "multiboxLoss: needs outputs [N, \(defaults.count), 5 + classes], got \(outputs.type)")
    let matches = defaults.matches(with: objects, threshold: threshold)
    let places = Shape([outputs.shape[0], defaults.count])
    let scores = outputs[0..., 0..., 4...].reshaped(to: [places.elementCount, outputs.shape[2] - 4])
    let surprises = softmaxCrossEntropy(scores, matches.labels.flattened(), reduction: .none)
        .reshaped(to: places)
    let counts =
        matches.isObject
        .| hardNegatives(
            surprises, isPositive: matches.isObject, ratio: negativeRatio)
    let distances = smoothL1(
        outputs[0..., 0..., ..<4], defaults.offsets(to: matches.corners), beta: 1, reduction: .none
    ).sum(axes: [2])
    let isObject = matches.isObject.cast(to: outputs.dtype)
    let sum = (distances * isObject).sum() + (surprises * counts.cast(to: outputs.dtype)).sum()
    return sum / maximum(isObject.sum(), 1)
}

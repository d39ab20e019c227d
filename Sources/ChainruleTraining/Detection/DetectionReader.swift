import Chainrule
import ChainruleData
import ChainruleNN

/// Makes detections of the outputs of a single-shot detector.
///
/// Every default box with a class whose probability reaches ``minimumScore`` is a detection of that class, at the box that
/// its offsets tell; then ``nonMaximumSuppression(_:threshold:)`` keeps one of those that overlap.
///
/// Source: Liu, Anguelov, Erhan, Szegedy, Reed, Fu and Berg, "SSD: Single shot multibox detector", 2016, section 3.
public struct DetectionReader: Sendable, Equatable, Codable {
    public let defaults: DefaultBoxes
    /// The smallest probability of a detection.
    public let minimumScore: Float
    /// The largest intersection over union of two detections of a class.
    public let overlap: Float
    /// The most detections of an image, those with the largest scores.
    public let limit: Int

    /// - Parameters:
    ///   - defaults: the default boxes of the detector.
    ///   - minimumScore: the smallest probability of a detection; SSD has 0.01.
    ///   - overlap: the largest intersection over union of two detections of a class.
    ///   - limit: the most detections of an image; SSD has 200.
    public init(_ defaults: DefaultBoxes, minimumScore: Float = 0.01, overlap: Float = 0.45, limit: Int = 200)
    {
        (self.defaults, self.minimumScore) = (defaults, minimumScore)
        (self.overlap, self.limit) = (overlap, limit)
    }

    /// The detections of every image, the largest scores first, with boxes in shares of its width and height.
    ///
    /// - Parameter outputs: `[N, A, 4 + 1 + classes]`, as `multiboxLoss` takes them.
    public func detections(_ outputs: Tensor) -> [[Detection]] {
        require(
            outputs.rank == 3 && outputs.shape[1] == defaults.count && outputs.shape[2] > 5,
            "DetectionReader: needs outputs [N, \(defaults.count), 5 + classes], got \(outputs.type)")
        let classCount = outputs.shape[2] - 5
        let corners: [Float] = defaults.corners(at: outputs[0..., 0..., ..<4]).scalars()
        let probabilities: [Float] = softmax(outputs[0..., 0..., 4...])[0..., 0..., 1...].scalars()
        return (0..<outputs.shape[0]).map { image in
            var found: [Detection] = []
            for place in image * defaults.count..<(image + 1) * defaults.count {
                for label in 0..<classCount where probabilities[place * classCount + label] >= minimumScore {
                    let box = Box(
                        left: corners[place * 4], top: corners[place * 4 + 1], right: corners[place * 4 + 2],
                        bottom: corners[place * 4 + 3])
                    found.append(
                        Detection(box: box, label: label, score: probabilities[place * classCount + label]))
                }
            }
            return Array(nonMaximumSuppression(found, threshold: overlap).prefix(limit))
        }
    }
}

/// What an epoch came to; a line of the history.
public struct EpochRecord: Sendable, Equatable, Codable {
    /// The epoch, counted from 1.
    public let epoch: Int
    /// The mean loss per training example, while the model changed, without any penalty on the parameters.
    public let loss: Double
    /// Metrics over the training examples, while the model changed; without those that are not finite.
    public let metrics: [String: Double]
    /// The mean loss per validation example after the epoch; nil if there are none.
    public let validationLoss: Double?
    /// Metrics over the validation set after the epoch; without those that are not finite.
    public let validationMetrics: [String: Double]
    /// The learning rate of the epoch's last update.
    public let learningRate: Double
    /// Training examples seen.
    public let examples: Int
    /// Seconds the training took, without the measurement on validation set.
    public let seconds: Double
    /// Seconds of these in which the training waited for data.
    public let idleSeconds: Double
    /// Seconds that observers took since the end of the epoch before, which are not part of the training's.
    public let observingSeconds: Double

    /// The share of training examples recognized, if that was measured.
    public var accuracy: Double? { metrics[Accuracy().name] }
    /// The accuracy on the validation set, if that was measured.
    public var validationAccuracy: Double? { validationMetrics[Accuracy().name] }
}

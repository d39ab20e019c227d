/// The results of an epoch; a line of the history.
public struct EpochRecord: Sendable, Equatable, Codable {
    /// The epoch, counted from 1.
    public let epoch: Int
    /// The mean loss per training example during the epoch, without the penalty on the parameters.
    public let loss: Double
    /// Metrics over the training examples during the epoch; without those that are not finite.
    public let metrics: [String: Double]
    /// The mean loss per validation example after the epoch; nil if there are none.
    public let validationLoss: Double?
    /// Metrics over the validation set after the epoch; without those that are not finite.
    public let validationMetrics: [String: Double]
    /// The learning rate of the epoch's last update.
    public let learningRate: Double
    /// Training examples seen.
    public let examples: Int
    /// Seconds of training, without the evaluation on the validation set.
    public let seconds: Double
    /// Of these, the seconds spent waiting for data.
    public let idleSeconds: Double
    /// Seconds that observers took since the end of the previous epoch, which do not count as training.
    public let observingSeconds: Double

    /// The accuracy on the training examples, if it was measured.
    public var accuracy: Double? { metrics[Accuracy().name] }
    /// The accuracy on the validation set, if it was measured.
    public var validationAccuracy: Double? { validationMetrics[Accuracy().name] }
}

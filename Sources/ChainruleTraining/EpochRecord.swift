/// What an epoch came to; a line of the run's history.
public struct EpochRecord: Sendable, Equatable, Codable {
    /// The epoch, counted from 1.
    public let epoch: Int
    /// The mean loss per training example, while the model changed, without the L2 penalty.
    public let loss: Double
    /// The share of training examples recognized, while the model changed.
    public let accuracy: Double
    /// The mean loss per held-out example after the epoch.
    public let heldOutLoss: Double
    /// The share of held-out examples recognized after the epoch.
    public let heldOutAccuracy: Double
    /// Seconds the training took, without the measurement on held-out examples.
    public let seconds: Double
}

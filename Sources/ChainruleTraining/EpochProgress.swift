/// How far an epoch has come, averaged over the examples seen in it.
public struct EpochProgress: Sendable {
    /// The epoch, counted from 0.
    public let epoch: Int
    /// The batches done.
    public private(set) var batch = 0
    /// The batches of the whole epoch.
    public let batchCount: Int
    /// The examples done.
    public private(set) var examples = 0
    /// Seconds since the epoch began.
    public private(set) var seconds = 0.0

    private var lossSum = 0.0
    private var correct = 0

    init(epoch: Int, batchCount: Int) {
        self.epoch = epoch
        self.batchCount = batchCount
    }

    mutating func record(loss: Double, correct: Int, count: Int, seconds: Double) {
        batch += 1
        examples += count
        lossSum += loss * Double(count)
        self.correct += correct
        self.seconds = seconds
    }

    /// The mean loss per example.
    public var loss: Double { examples == 0 ? 0 : lossSum / Double(examples) }

    /// The share of examples recognized while training.
    public var accuracy: Double { examples == 0 ? 0 : Double(correct) / Double(examples) }

    /// Examples per second.
    public var speed: Double { seconds == 0 ? 0 : Double(examples) / seconds }
}

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

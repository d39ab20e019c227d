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

    package init(epoch: Int, batchCount: Int) {
        self.epoch = epoch
        self.batchCount = batchCount
    }

    package mutating func record(loss: Double, correct: Int, count: Int, seconds: Double) {
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

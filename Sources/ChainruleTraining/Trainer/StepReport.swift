/// The results of one update.
public struct StepReport: Sendable {
    /// The update's number, counted from 1.
    public let step: Int
    /// The epoch, counted from 1.
    public let epoch: Int
    /// The completed batches of the epoch.
    public let batch: Int
    /// The mean loss per example over its batches.
    public let loss: Double
    public let learningRate: Double
    /// Means over the epoch so far: the loss, and every metric by name.
    public let epochLoss: Double
    public let epochMetrics: [(name: String, value: Double)]
    /// Examples of the epoch so far.
    public let epochExamples: Int
    /// Seconds of the epoch so far, and how many of them were spent waiting for data.
    public let epochSeconds: Double
    public let epochIdleSeconds: Double
    /// The inspection, if an observer requested one at this step.
    public let inspection: Inspection?

    init(
        after position: Position, loss: Double, learningRate: Double, _ sums: EpochSums,
        _ inspection: Inspection?
    ) {
        step = position.step
        epoch = position.epoch + 1
        batch = position.batch
        self.loss = loss
        self.learningRate = learningRate
        self.inspection = inspection
        epochLoss = sums.loss
        epochMetrics = sums.metrics.members.compactMap { metric in metric.value.map { (metric.name, $0) } }
        epochExamples = sums.examples
        epochSeconds = sums.seconds
        epochIdleSeconds = sums.idleSeconds
    }
}

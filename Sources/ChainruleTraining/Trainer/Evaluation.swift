/// The loss and metrics of a network on a data set.
public struct Evaluation: Sendable {
    /// The mean loss per example; nil if there are none.
    public let loss: Double?
    /// The metrics, over all examples.
    public let metrics: Metrics

    package init(loss: Double?, metrics: Metrics) { (self.loss, self.metrics) = (loss, metrics) }
}

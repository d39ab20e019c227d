/// How well a network does on some examples.
public struct Evaluation: Sendable {
    /// The mean loss per example; nil if there are none.
    public let loss: Double?
    /// The metrics that were asked for, with all they have counted.
    public let metrics: Metrics
}

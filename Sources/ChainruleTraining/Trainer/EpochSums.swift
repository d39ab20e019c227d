import ChainruleData

/// What is added up over the batches of an epoch.
struct EpochSums {
    private(set) var lossSum = 0.0
    private(set) var examples = 0
    private(set) var metrics: Metrics
    var seconds = 0.0
    var idleSeconds = 0.0
    var observingSeconds = 0.0

    init(_ metrics: Metrics) { self.metrics = metrics }

    mutating func add(_ predictions: Predictions) {
        lossSum += predictions.loss * Double(predictions.count)
        examples += predictions.count
        metrics.add(predictions)
    }

    /// The mean loss per example; 0 before the first.
    var loss: Double { examples == 0 ? 0 : lossSum / Double(examples) }

    // MARK: - Checkpoints

    struct State: Codable {
        let lossSum: Double
        let examples: Int
        let seconds: Double
        let idleSeconds: Double
        let observingSeconds: Double
        let metrics: MetricState
    }

    var state: State {
        State(
            lossSum: lossSum, examples: examples, seconds: seconds, idleSeconds: idleSeconds,
            observingSeconds: observingSeconds, metrics: metrics.state)
    }

    /// - Parameter metrics: of the names and types whose sums were kept.
    /// - Throws: `DataError` if they are others.
    init(_ state: State, _ metrics: Metrics) throws(DataError) {
        self.metrics = metrics
        try self.metrics.restore(state.metrics)
        lossSum = state.lossSum
        examples = state.examples
        seconds = state.seconds
        idleSeconds = state.idleSeconds
        observingSeconds = state.observingSeconds
    }
}

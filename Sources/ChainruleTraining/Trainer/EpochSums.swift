import Chainrule
import ChainruleData

/// The sums over the batches of an epoch.
struct EpochSums {
    private var lossSum = 0.0
    /// The number of losses in the mean: the examples, or all time steps of sequences that count.
    private var weight = 0
    private(set) var examples = 0
    private(set) var metrics: Metrics
    /// That of the last update.
    var learningRate = 0.0
    var seconds = 0.0
    var idleSeconds = 0.0
    var observingSeconds = 0.0

    init(_ metrics: Metrics) { self.metrics = metrics }

    mutating func add(_ loss: Tensor, _ outputs: Tensor, of batch: Batch) {
        lossSum += loss.item() * Double(batch.lossWeight)
        weight += batch.lossWeight
        examples += batch.count
        // A loss may accept outputs and targets that no metric can compare.
        if metrics.members.isEmpty { return }
        metrics.add(Predictions(outputs: outputs, targets: batch.targets, loss: loss))
    }

    /// The mean loss; 0 before the first example.
    var loss: Double { weight == 0 ? 0 : lossSum / Double(weight) }

    // MARK: - Checkpoints

    struct State: Codable {
        let lossSum: Double
        let weight: Int
        let examples: Int
        let learningRate: Double
        let seconds: Double
        let idleSeconds: Double
        let observingSeconds: Double
        let metrics: MetricState

        /// Whether more examples can be added to them.
        var isPossible: Bool { [weight, examples].allSatisfy((0...Int.largestCount).contains) }
    }

    var state: State {
        State(
            lossSum: lossSum, weight: weight, examples: examples, learningRate: learningRate,
            seconds: seconds,
            idleSeconds: idleSeconds, observingSeconds: observingSeconds, metrics: metrics.state)
    }

    /// - Parameter metrics: of the names and types whose sums were kept.
    /// - Throws: `DataError` if they are others.
    init(_ state: State, _ metrics: Metrics) throws(DataError) {
        self.metrics = metrics
        try self.metrics.restore(state.metrics)
        lossSum = state.lossSum
        weight = state.weight
        examples = state.examples
        learningRate = state.learningRate
        seconds = state.seconds
        idleSeconds = state.idleSeconds
        observingSeconds = state.observingSeconds
    }
}

extension Batch {
    /// The number of losses in a batch's mean: its examples, or if there is a label for every place those that count.
    var lossWeight: Int {
        if targets.dtype.isFloatingPoint || targets.rank < 2 { return count }
        return targets.scalars(as: Int32.self).count { $0 != Batch.ignoredLabel }
    }

    /// ``lossWeight`` within a compiled function, as a scalar.
    var tracedLossWeight: Tensor {
        if targets.dtype.isFloatingPoint || targets.rank < 2 { return Tensor(Double(count)) }
        return (targets .!= Double(Batch.ignoredLabel)).cast(to: .float32).sum()
    }
}

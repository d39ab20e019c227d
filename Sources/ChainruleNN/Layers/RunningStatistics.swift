import Chainrule

/// Means and variances of channels, averaged over the batches of training.
struct RunningStatistics {
    let mean: Buffer
    let variance: Buffer
    /// The weight of a batch.
    let momentum: Double

    /// The weight of a batch in place of the momentum.
    @TaskLocal fileprivate static var share: Double?

    init(_ channels: Int, momentum: Double, dtype: DType) {
        mean = Buffer(.zeros([channels], dtype: dtype), name: "running_mean")
        variance = Buffer(.ones([channels], dtype: dtype), name: "running_var")
        self.momentum = momentum
    }

    /// Moves the statistics toward those of a batch.
    ///
    /// - Parameters:
    ///   - batchMean: one number per channel.
    ///   - batchVariance: one biased variance per channel.
    ///   - count: how many numbers each is of.
    func follow(_ batchMean: Tensor, _ batchVariance: Tensor, count: Int) {
        let share = Self.share ?? momentum
        func mixed(_ running: Buffer, _ batch: Tensor) -> Tensor {
            running.value * (1 - share) + batch.reshaped(to: running.type.shape) * share
        }
        let unbiased = batchVariance * (Double(count) / Double(count - 1))
        assign([(mean, mixed(mean, batchMean)), (variance, mixed(variance, unbiased))])
    }

    var members: [(name: String, value: Any)] { [("running_mean", mean), ("running_var", variance)] }
}

extension Layer {
    /// Measures the running statistics of all `BatchNorm` and `InstanceNorm` layers again, as plain means over the batches.
    ///
    /// Use it after weights have changed without training, for example by averaging; like PyTorch's `update_bn`.
    ///
    /// ```swift
    /// average.swappedIn {
    ///     model.measureRunningStatistics(on: batches)
    ///     try model.save(to: url)
    /// }
    /// ```
    ///
    /// - Parameter batches: inputs of the network, each of as many examples as in training.
    public func measureRunningStatistics(on batches: some Sequence<Tensor>) {
        for (index, batch) in batches.enumerated() { addToRunningStatistics(batch: index) { self(batch) } }
    }
}

/// Adds a batch, counted from 0, to running statistics that are plain means over batches.
///
/// - Parameter outputs: the network's outputs for the batch.
package func addToRunningStatistics(batch index: Int, outputs: () -> Tensor) {
    RunningStatistics.$share.withValue(1 / Double(index + 1)) {
        // Later layers measure the outputs of earlier ones, which nothing else would evaluate.
        evaluate([training(outputs)])
    }
}

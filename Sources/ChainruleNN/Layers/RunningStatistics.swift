import Chainrule

/// How `BatchNorm` mixes the statistics of a batch into the running ones.
enum RunningStatistics {
    /// The weight of a batch, if it is not the layer's momentum.
    @TaskLocal static var share: Double?
}

extension Layer {
    /// Measures the running statistics of all `BatchNorm` layers again, as plain means over the batches.
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

import Chainrule

/// How `BatchNorm` mixes the statistics of a batch into the running ones.
enum RunningStatistics {
    /// The share of the batch, if it is not the layer's momentum.
    @TaskLocal static var share: Double?
}

extension Layer {
    /// Measures the running statistics of all `BatchNorm` layers anew: as plain means over the batches, whatever they were.
    ///
    /// To be used where weights have changed without training, as by averaging; PyTorch's `update_bn` does the same.
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
        for (index, batch) in batches.enumerated() {
            RunningStatistics.$share.withValue(1 / Double(index + 1)) {
                // What a later layer measures depends on the outputs, which nobody else asks for.
                evaluate([training { self(batch) }])
            }
        }
    }
}

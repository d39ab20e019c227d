import Chainrule

/// Samples of another set with transformed inputs and the same targets.
public struct MappedInputs<Source: SampleSet>: SampleSet {
    fileprivate let source: Source
    fileprivate let transform: @Sendable (Tensor, inout RandomStream) throws(DataError) -> Tensor

    public var count: Int { source.count }

    public func example(at index: Int) throws(DataError) -> Sample {
        try ExampleDraws.reading(index) { draws throws(DataError) in
            var sample = try source.example(at: index)
            sample.input = try transform(sample.input, &draws.stream)
            return sample
        }
    }

    public func collate(_ samples: [Sample], at indices: ArraySlice<Int>) throws(DataError) -> Batch {
        try source.collate(samples, at: indices)
    }

    public var knownClassNumbers: [Int]? { source.knownClassNumbers }

    public var order: SampleOrder { source.order }
}

extension SampleSet {
    /// Applies `transform` to each input every time it is read.
    ///
    /// Several threads may call `transform` at the same time.
    public func mapInputs(
        _ transform: @escaping @Sendable (Tensor) throws(DataError) -> Tensor
    ) -> MappedInputs<Self> {
        mapInputs { input, _ throws(DataError) in try transform(input) }
    }

    /// Data augmentation: applies a random `transform` to each input every time it is read.
    ///
    /// ```swift
    /// let flipped = images.mapInputs { image, random in
    ///     random.uniform() < 0.5 ? image.reversed(axes: [2]) : image
    /// }
    /// ```
    ///
    /// In training, the random numbers depend on the seed, the epoch and the example only, not on the number of reader
    /// threads or on resuming. This includes random tensors that `transform` draws without a generator.
    ///
    /// - Parameter transform: takes an input and a source of random numbers. Several threads may call it at the same time.
    public func mapInputs(
        _ transform: @escaping @Sendable (Tensor, inout RandomStream) throws(DataError) -> Tensor
    ) -> MappedInputs<Self> {
        MappedInputs(source: self, transform: transform)
    }
}

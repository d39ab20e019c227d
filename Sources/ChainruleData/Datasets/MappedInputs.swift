import Chainrule

/// Samples whose inputs are made from those of another set; the targets are its own.
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
}

extension SampleSet {
    /// The samples with what `transform` makes of each input, every time it is asked for.
    ///
    /// Several threads may call `transform` at the same time.
    public func mapInputs(
        _ transform: @escaping @Sendable (Tensor) throws(DataError) -> Tensor
    ) -> MappedInputs<Self> {
        mapInputs { input, _ throws(DataError) in try transform(input) }
    }

    /// The samples with what a random `transform` makes of each input, every time it is asked for: augmentation.
    ///
    /// ```swift
    /// let flipped = images.mapInputs { image, random in
    ///     random.uniform() < 0.5 ? image.reversed(axes: [2]) : image
    /// }
    /// ```
    ///
    /// In a training, the random numbers follow from the seed, the epoch and the example: the threads that read and a
    /// resume change nothing. Tensors that `transform` draws without a generator of their own follow from them too.
    ///
    /// - Parameter transform: takes an input and what it may draw from. Several threads may call it at the same time.
    public func mapInputs(
        _ transform: @escaping @Sendable (Tensor, inout RandomStream) throws(DataError) -> Tensor
    ) -> MappedInputs<Self> {
        MappedInputs(source: self, transform: transform)
    }
}

import Chainrule

/// Samples whose inputs are made from those of another set; the targets are its own.
public struct MappedInputs<Source: SampleSet>: SampleSet {
    fileprivate let source: Source
    fileprivate let transform: @Sendable (Tensor) throws(DataError) -> Tensor

    public var count: Int { source.count }

    public func example(at index: Int) throws(DataError) -> Sample {
        var sample = try source.example(at: index)
        sample.input = try transform(sample.input)
        return sample
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
        MappedInputs(source: self, transform: transform)
    }
}

/// A data set whose examples are made from those of another.
public struct MappedDataset<Source: Dataset, Example: Sendable>: Dataset {
    fileprivate let source: Source
    fileprivate let transform: @Sendable (Source.Example) throws(DataError) -> Example

    public var count: Int { source.count }

    public func example(at index: Int) throws(DataError) -> Example {
        try transform(source.example(at: index))
    }
}

extension MappedDataset: SampleSet where Example == Sample {
    public func collate(_ samples: [Sample], at indices: ArraySlice<Int>) throws(DataError) -> Batch {
        if let source = source as? any SampleSet { return try source.collate(samples, at: indices) }
        return try Batch(stacking: samples, at: indices)
    }
}

extension Dataset {
    /// What `transform` makes of each example, every time it is asked for; ``cached()`` keeps it.
    ///
    /// Several threads may call `transform` at the same time.
    public func map<Result: Sendable>(
        _ transform: @escaping @Sendable (Example) throws(DataError) -> Result
    ) -> MappedDataset<Self, Result> {
        MappedDataset(source: self, transform: transform)
    }
}

import Chainrule

/// A data set whose examples are made from those of another.
public struct MappedDataset<Source: Dataset, Example: Sendable>: Dataset {
    fileprivate let source: Source
    fileprivate let transform: @Sendable (Source.Example, inout RandomStream) throws(DataError) -> Example

    public var count: Int { source.count }

    public func example(at index: Int) throws(DataError) -> Example {
        try ExampleDraws.reading(index) { draws throws(DataError) in
            try transform(source.example(at: index), &draws.stream)
        }
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
        map { example, _ throws(DataError) in try transform(example) }
    }

    /// What a random `transform` makes of each example, every time it is asked for.
    ///
    /// In a training, the random numbers follow from the seed, the epoch and the example: the threads that read and a
    /// resume change nothing. Tensors that `transform` draws without a generator of their own follow from them too. Behind
    /// ``cached()`` every epoch would see the same.
    ///
    /// - Parameter transform: takes an example and what it may draw from. Several threads may call it at the same time.
    public func map<Result: Sendable>(
        _ transform: @escaping @Sendable (Example, inout RandomStream) throws(DataError) -> Result
    ) -> MappedDataset<Self, Result> {
        MappedDataset(source: self, transform: transform)
    }
}

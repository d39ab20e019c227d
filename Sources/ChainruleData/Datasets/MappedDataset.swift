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
    /// Applies `transform` to each example every time it is read; ``cached()`` keeps the results.
    ///
    /// Several threads may call `transform` at the same time.
    public func map<Result: Sendable>(
        _ transform: @escaping @Sendable (Example) throws(DataError) -> Result
    ) -> MappedDataset<Self, Result> {
        map { example, _ throws(DataError) in try transform(example) }
    }

    /// Applies a random `transform` to each example every time it is read.
    ///
    /// In training, the random numbers depend on the seed, the epoch and the example only, not on the number of reader
    /// threads or on resuming. This includes random tensors that `transform` draws without a generator. After
    /// ``cached()`` every epoch would see the same examples.
    ///
    /// - Parameter transform: takes an example and a source of random numbers. Several threads may call it at the same time.
    public func map<Result: Sendable>(
        _ transform: @escaping @Sendable (Example, inout RandomStream) throws(DataError) -> Result
    ) -> MappedDataset<Self, Result> {
        MappedDataset(source: self, transform: transform)
    }
}

import Synchronization

/// A data set that caches the examples of another in memory.
public final class CachedDataset<Source: Dataset>: Dataset {
    fileprivate let source: Source
    private let examples: Mutex<[Source.Example?]>

    public var count: Int { source.count }

    fileprivate init(_ source: Source) {
        self.source = source
        examples = Mutex(Array(repeating: nil, count: source.count))
    }

    public func example(at index: Int) throws(DataError) -> Source.Example {
        if let known = examples.withLock({ $0[index] }) { return known }
        // Read without the lock: two threads may read the same example, but none waits for another.
        let example = try source.example(at: index)
        examples.withLock { $0[index] = example }
        return example
    }
}

extension CachedDataset: SampleSet where Source: SampleSet {
    public func collate(_ samples: [Sample], at indices: ArraySlice<Int>) throws(DataError) -> Batch {
        try source.collate(samples, at: indices)
    }

    public var knownClassNumbers: [Int]? { source.knownClassNumbers }

    public var order: SampleOrder { source.order }
}

extension Dataset {
    /// The same examples, each of which is read once and then kept in memory.
    public func cached() -> CachedDataset<Self> { CachedDataset(self) }
}

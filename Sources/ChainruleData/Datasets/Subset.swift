import Chainrule

/// Some examples of a data set, in any order.
public struct Subset<Source: Dataset>: Dataset {
    fileprivate let source: Source
    /// Which examples of the source these are.
    public let indices: [Int]

    public var count: Int { indices.count }

    public func example(at index: Int) throws(DataError) -> Source.Example {
        require(indices.indices.contains(index), "no example \(index) among \(count)")
        return try source.example(at: indices[index])
    }
}

extension Subset: SampleSet where Source: SampleSet {
    public func batch(_ indices: ArraySlice<Int>) throws(DataError) -> Batch {
        try source.batch(indices.map { self.indices[$0] }[...])
    }

    public func collate(_ samples: [Sample], at indices: ArraySlice<Int>) throws(DataError) -> Batch {
        try source.collate(samples, at: indices.map { self.indices[$0] }[...])
    }

    public var knownClassNumbers: [Int]? {
        source.knownClassNumbers.map { numbers in indices.map { numbers[$0] } }
    }

    public var order: SampleOrder { source.order.selecting(indices) }
}

extension Dataset {
    /// The examples at `indices`, in that order; an index may occur more than once.
    ///
    /// - Precondition: there is an example at each index.
    public func subset(_ indices: [Int]) -> Subset<Self> {
        for index in indices {
            require((0..<count).contains(index), "subset: no example \(index) among \(count)")
        }
        return Subset(source: self, indices: indices)
    }

    /// The first `count` examples, or all of them when there are fewer.
    public func prefix(_ count: Int) -> Subset<Self> {
        require(count >= 0, "prefix(_:) needs a count of at least 0, got \(count)")
        return subset(Array(0..<Swift.min(count, self.count)))
    }

    /// The examples in a random order that depends only on `seed` and their number.
    public func shuffled(seed: UInt64 = 0) -> Subset<Self> {
        var random = RandomStream(seed: seed, purpose: .reordering, index: 0)
        return subset(random.permutation(of: count))
    }
}

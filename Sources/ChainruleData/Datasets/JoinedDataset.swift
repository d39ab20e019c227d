import Chainrule

/// The examples of one data set, then those of another.
public struct JoinedDataset<First: Dataset, Second: Dataset>: Dataset
where First.Example == Second.Example {
    fileprivate let first: First
    fileprivate let second: Second

    public var count: Int { first.count + second.count }

    public func example(at index: Int) throws(DataError) -> First.Example {
        if index < first.count { return try first.example(at: index) }
        return try second.example(at: index - first.count)
    }
}

extension JoinedDataset: SampleSet where First: SampleSet, Second: SampleSet {
    /// A batch as the first set makes it.
    public func collate(_ samples: [Sample], at indices: ArraySlice<Int>) throws(DataError) -> Batch {
        try first.collate(samples, at: indices)
    }

    public var knownClassNumbers: [Int]? {
        guard let numbers = first.knownClassNumbers, let others = second.knownClassNumbers else { return nil }
        return numbers + others
    }

    public var order: SampleOrder { first.order.joined(with: second.order) }
}

extension Dataset {
    /// The examples of this set, then those of `other`.
    public func joined<Other: Dataset>(with other: Other) -> JoinedDataset<Self, Other>
    where Other.Example == Example {
        JoinedDataset(first: self, second: other)
    }
}

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
    public func classNumbers() throws(DataError) -> [Int] {
        try first.classNumbers() + second.classNumbers()
    }
}

extension Dataset {
    /// The examples of this set, then those of `other`.
    public func joined<Other: Dataset>(with other: Other) -> JoinedDataset<Self, Other>
    where Other.Example == Example {
        JoinedDataset(first: self, second: other)
    }
}

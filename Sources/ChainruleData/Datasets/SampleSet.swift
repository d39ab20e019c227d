import Chainrule

/// A data set of samples (inputs with targets), from which batches are made.
public protocol SampleSet: Dataset where Example == Sample {
    /// The samples at `indices` in one batch, in that order.
    ///
    /// By default they are read one by one and then `collate(_:at:)` is called.
    ///
    /// - Precondition: there is at least one index.
    /// - Throws: `DataError` if a sample cannot be read, or does not fit into a batch with the others.
    func batch(_ indices: ArraySlice<Int>) throws(DataError) -> Batch

    /// One batch of samples that have been read: stacked, unless a set does it differently, as padded ones do.
    ///
    /// Sets derived from others collate as these do.
    ///
    /// - Parameters:
    ///   - samples: At least one.
    ///   - indices: Which samples of the set these are, for errors.
    /// - Throws: `DataError` if a sample has another shape than the first.
    func collate(_ samples: [Sample], at indices: ArraySlice<Int>) throws(DataError) -> Batch

    /// The class of every sample, if a set has them without reading its samples; by default nil.
    var knownClassNumbers: [Int]? { get }

    /// The order in which training and evaluation go through the samples; by default ``SampleOrder/shuffled``.
    var order: SampleOrder { get }
}

extension SampleSet {
    public func batch(_ indices: ArraySlice<Int>) throws(DataError) -> Batch {
        require(!indices.isEmpty, "batch: there are no indices")
        let samples = try indices.map { index throws(DataError) in
            try ExampleDraws.reading(index) { _ throws(DataError) in try example(at: index) }
        }
        return try collate(samples, at: indices)
    }

    public func collate(_ samples: [Sample], at indices: ArraySlice<Int>) throws(DataError) -> Batch {
        try Batch(stacking: samples, at: indices)
    }

    public var knownClassNumbers: [Int]? { nil }

    public var order: SampleOrder { .shuffled }

    /// The class of every sample, for targets that are class numbers.
    ///
    /// If a set does not have them, all samples are read.
    ///
    /// - Throws: `DataError` if a sample cannot be read, or its target is not a label.
    /// - Complexity: reads every sample unless ``knownClassNumbers`` has the classes.
    public func classNumbers() throws(DataError) -> [Int] {
        if let numbers = knownClassNumbers {
            if let index = numbers.firstIndex(where: { $0 < 0 }) {
                throw .malformed(
                    source: "sample \(index)", found: "a target of \(numbers[index])",
                    expected: "a class number, which is not negative")
            }
            return numbers
        }
        return try (0..<count).map { index throws(DataError) in
            let target = try example(at: index).target
            guard target.type == TensorType([], .int32), target.item() >= 0 else {
                throw .malformed(
                    source: "sample \(index)", found: "a target \(target.type)",
                    expected: "a class number, \(TensorType([], .int32)) and not negative")
            }
            return Int(target.item())
        }
    }
}

import Chainrule

/// Samples of another set that are mixed with each other, batch by batch.
public struct MixedSamples<Source: SampleSet>: SampleSet {
    fileprivate let source: Source
    fileprivate let mixing: BatchMixing
    fileprivate let classCount: Int

    public var count: Int { source.count }

    public func example(at index: Int) throws(DataError) -> Sample { try source.example(at: index) }

    public func batch(_ indices: ArraySlice<Int>) throws(DataError) -> Batch {
        mixed(try source.batch(indices), at: indices)
    }

    public func collate(_ samples: [Sample], at indices: ArraySlice<Int>) throws(DataError) -> Batch {
        mixed(try source.collate(samples, at: indices), at: indices)
    }

    public var knownClassNumbers: [Int]? { source.knownClassNumbers }

    public var order: SampleOrder { source.order }

    private func mixed(_ batch: Batch, at indices: ArraySlice<Int>) -> Batch {
        var random = ExampleDraws.current.stream(for: .mixing, indices.first ?? 0)
        return mixing(batch, classCount: classCount, drawingFrom: &random)
    }
}

extension SampleSet {
    /// The samples with those of each batch mixed with each other, by mixup or CutMix.
    ///
    /// In training, the random numbers depend on the seed, the epoch and the first example of the batch only, not on the number
    /// of reader threads or on resuming.
    ///
    /// ```swift
    /// let training = images.mixed(by: .mixup(alpha: 0.2), classCount: 10)
    /// ```
    ///
    /// - Parameters:
    ///   - mixing: how they are mixed.
    ///   - classCount: the number of classes, and of the targets of a sample.
    public func mixed(by mixing: BatchMixing, classCount: Int) -> MixedSamples<Self> {
        MixedSamples(source: self, mixing: mixing, classCount: classCount)
    }
}

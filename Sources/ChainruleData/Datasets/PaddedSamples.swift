import Chainrule

/// Samples of different lengths, brought to one length in each batch.
public struct PaddedSamples<Source: SampleSet>: SampleSet {
    fileprivate let source: Source
    fileprivate let inputPadding: Double
    fileprivate let targetPadding: Double?
    fileprivate let lengthMultiple: Int
    fileprivate let lengths: [Int]?

    public var count: Int { source.count }

    public func example(at index: Int) throws(DataError) -> Sample { try source.example(at: index) }

    public var knownClassNumbers: [Int]? { source.knownClassNumbers }

    public var order: SampleOrder { lengths.map { .byLength($0) } ?? source.order }

    /// The samples with their lengths; shorter ones are filled up at the end of their first axis.
    public func collate(_ samples: [Sample], at indices: ArraySlice<Int>) throws(DataError) -> Batch {
        let inputs = samples.map(\.input)
        let targets = samples.map(\.target)
        try checkPaddable(inputs, "an input", indices)
        if targetPadding == nil {
            try check(targets, "a target", indices, "or padding (see padded(with:targets:))") { $0 == $1 }
        } else {
            try checkPaddable(targets, "a target", indices)
        }
        let lengths = inputs.map { Int32($0.shape[0]) }
        var fields = try Batch.stackedFields(of: samples, at: indices)
        fields[Batch.lengthsField] = Tensor(lengths, shape: [lengths.count])
        return Batch(
            inputs: padded(inputs, with: inputPadding),
            targets: targetPadding.map { padded(targets, with: $0) } ?? stacked(targets), fields: fields)
    }

    private func padded(_ tensors: [Tensor], with padding: Double) -> Tensor {
        let longest = tensors.reduce(0) { max($0, $1.shape[0]) }
        let length = (longest + lengthMultiple - 1) / lengthMultiple * lengthMultiple
        return stacked(tensors, length: length, padding: padding)
    }

    private func checkPaddable(
        _ tensors: [Tensor], _ what: String, _ indices: ArraySlice<Int>
    ) throws(DataError) {
        try check(tensors, what, indices, "or another length of its first axis") { type, first in
            type.dtype == first.dtype && type.shape.rank > 0
                && type.shape.dropFirst().elementsEqual(first.shape.dropFirst())
        }
    }

    private func check(
        _ tensors: [Tensor], _ what: String, _ indices: ArraySlice<Int>, _ advice: String,
        _ fits: (TensorType, TensorType) -> Bool
    ) throws(DataError) {
        let first = tensors[0].type
        for (index, tensor) in zip(indices, tensors) where !fits(tensor.type, first) {
            throw .malformed(
                source: "sample \(index)", found: "\(what) \(tensor.type)",
                expected: "\(first) like the others of its batch, \(advice)")
        }
    }
}

extension SampleSet {
    /// The samples in batches of one length each: that of the longest input in the batch, or a little more.
    ///
    /// Inputs may differ in their first axis; shorter ones are filled up at its end, and the batch has
    /// their lengths (``Batch/lengths``). Fields must be of one shape.
    ///
    /// - Parameters:
    ///   - inputPadding: What inputs are filled up with, 0 by default.
    ///   - targetPadding: If given, targets may differ in their first axis too, and are filled up with this.
    ///   - lengthMultiple: Lengths are rounded up to a multiple of this, 1 by default. A training step is compiled once for
    ///     every length, so with 8 there are an eighth of the plans.
    ///   - lengths: The lengths of all inputs, if they are known: batches then have samples of similar lengths
    ///     (``SampleOrder/byLength(_:)``).
    /// - Precondition: `lengthMultiple` is positive, and there is a length for each sample if there are any.
    public func padded(
        with inputPadding: Double = 0, targets targetPadding: Double? = nil,
        toMultipleOf lengthMultiple: Int = 1, lengths: [Int]? = nil
    ) -> PaddedSamples<Self> {
        require(lengthMultiple > 0, "padded: lengths cannot be multiples of \(lengthMultiple)")
        require(
            lengths.map { $0.count == count } ?? true,
            "padded: \(lengths?.count ?? 0) lengths of \(count) samples")
        return PaddedSamples(
            source: self, inputPadding: inputPadding, targetPadding: targetPadding,
            lengthMultiple: lengthMultiple, lengths: lengths)
    }
}

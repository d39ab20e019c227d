import Chainrule

/// A data set that a network can learn from: its examples are samples, and it makes batches of them.
public protocol SampleSet: Dataset where Example == Sample {
    /// The samples at `indices`, stacked in that order.
    ///
    /// Unless a set knows a faster way, they are read one by one.
    ///
    /// - Precondition: there is at least one index.
    /// - Throws: `DataError` if a sample cannot be read, or has another shape than the first.
    func batch(_ indices: ArraySlice<Int>) throws(DataError) -> Batch

    /// The class of every sample, for targets that are class numbers.
    ///
    /// Unless a set knows them, all samples are read.
    ///
    /// - Throws: `DataError` if a sample cannot be read, or its target is no class number.
    func classNumbers() throws(DataError) -> [Int]
}

extension SampleSet {
    public func batch(_ indices: ArraySlice<Int>) throws(DataError) -> Batch {
        require(!indices.isEmpty, "batch: there are no indices")
        var samples: [Sample] = []
        samples.reserveCapacity(indices.count)
        for index in indices {
            let sample = try example(at: index)
            if let first = samples.first {
                try checkType(of: sample.input, like: first.input, "input", index)
                try checkType(of: sample.target, like: first.target, "target", index)
            }
            samples.append(sample)
        }
        return Batch(inputs: stacked(samples.map(\.input)), targets: stacked(samples.map(\.target)))
    }

    public func classNumbers() throws(DataError) -> [Int] {
        try (0..<count).map { index throws(DataError) in
            let target = try example(at: index).target
            guard target.type == TensorType([], .int32), target.item() >= 0 else {
                throw .malformed(
                    source: "sample \(index)", found: "a target \(target.type)",
                    expected: "a class number, \(TensorType([], .int32)) and not negative")
            }
            return Int(target.item())
        }
    }

    private func checkType(
        of tensor: Tensor, like first: Tensor, _ what: String, _ index: Int
    ) throws(DataError) {
        if tensor.type == first.type { return }
        throw .malformed(
            source: "sample \(index)", found: "an \(what) \(tensor.type)",
            expected: "\(first.type) like the others of its batch (see padded(with:))")
    }
}

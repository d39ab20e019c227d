import Chainrule

/// The indices of a data set in mini-batches: one epoch of stochastic gradient descent.
///
/// The order depends on `seed` and `epoch` alone, so a run that is stopped can go on in the middle of
/// an epoch with the very batches it would have seen.
public struct MiniBatches: RandomAccessCollection, Sendable {
    private let order: [Int]
    private let batchSize: Int
    public let endIndex: Int

    /// Cuts the indices `0 ..< count` into batches.
    ///
    /// - Parameters:
    ///   - count: The number of examples.
    ///   - batchSize: The number of examples in a batch; the last one may be smaller.
    ///   - seed: Names the sequence of orders, by default 0.
    ///   - epoch: Which order of that sequence, by default the first.
    ///   - shuffled: Whether the indices come in random order (the default) or in their own.
    ///   - dropsLast: Whether a last batch that would be smaller is left out; it is kept by default.
    public init(
        count: Int, batchSize: Int, seed: UInt64 = 0, epoch: Int = 0, shuffled: Bool = true,
        dropsLast: Bool = false
    ) {
        require(
            count >= 0 && batchSize > 0 && epoch >= 0,
            "MiniBatches needs count ≥ 0, batchSize ≥ 1 and epoch ≥ 0, got \(count), \(batchSize), \(epoch)")
        var random = RandomStream(seed: seed, purpose: .shuffling, index: epoch)
        order = shuffled ? random.permutation(of: count) : Array(0..<count)
        self.batchSize = batchSize
        let wholeBatches = count / batchSize
        let hasPartialBatch = !count.isMultiple(of: batchSize)
        endIndex = wholeBatches + (hasPartialBatch && !dropsLast ? 1 : 0)
    }

    public var startIndex: Int { 0 }

    /// The indices of the examples of one batch.
    public subscript(position: Int) -> ArraySlice<Int> {
        require(indices.contains(position), "no batch \(position) among \(endIndex)")
        let start = position * batchSize
        return order[start..<Swift.min(start + batchSize, order.count)]
    }
}

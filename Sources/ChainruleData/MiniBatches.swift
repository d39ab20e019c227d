import Chainrule

/// The batches of one epoch, as indices of a data set.
///
/// The order depends on `seed` and `epoch` alone, so a run that is stopped can be resumed in the middle of
/// an epoch with the very batches it would have seen.
public struct MiniBatches: RandomAccessCollection, Sendable {
    private let order: [Int]
    private let cuts: BatchCuts
    /// What transformations of the examples draw from.
    let draws: ExampleDraws

    /// Cuts the indices `0 ..< count` into batches.
    ///
    /// - Parameters:
    ///   - count: The number of examples.
    ///   - batchSize: The number of examples in a batch; the last one may be smaller.
    ///   - seed: Names the sequence of orders, by default 0.
    ///   - epoch: Which order of that sequence, by default the first.
    ///   - shuffled: Whether the indices come in random order (the default) or in their own.
    ///   - lastBatch: What becomes of a last batch that would be smaller; it is kept by default.
    public init(
        count: Int, batchSize: Int, seed: UInt64 = 0, epoch: Int = 0, shuffled: Bool = true,
        lastBatch: LastBatch = .kept
    ) {
        self.init(
            .shuffled, count: count, batchSize: batchSize, seed: seed, epoch: epoch, shuffled: shuffled,
            lastBatch: lastBatch)
    }

    private init(
        _ order: SampleOrder, count: Int, batchSize: Int, seed: UInt64, epoch: Int, shuffled: Bool,
        lastBatch: LastBatch
    ) {
        require(
            count >= 0 && batchSize > 0 && epoch >= 0,
            "MiniBatches needs count ≥ 0, batchSize ≥ 1 and epoch ≥ 0, got \(count), \(batchSize), \(epoch)")
        var random = RandomStream(seed: seed, purpose: .shuffling, index: epoch)
        let indices =
            shuffled || order == .streams
            ? order.indices(count: count, batchSize: batchSize, &random) : Array(0..<count)
        self.init(
            order: indices, batchSize: batchSize, lastBatch: lastBatch,
            draws: ExampleDraws(seed: seed, epoch: epoch))
    }

    /// Cuts a set of samples into batches, in the order that it has.
    ///
    /// - Parameters:
    ///   - samples: The set.
    ///   - batchSize: The number of samples in a batch; the last one may be smaller.
    ///   - seed: Names the sequence of orders, by default 0.
    ///   - epoch: Which order of that sequence, by default the first.
    ///   - shuffled: Whether the order may be random (the default), or is that of the indices; streams are neither.
    ///   - lastBatch: What becomes of a last batch that would be smaller; it is kept by default.
    public init(
        of samples: some SampleSet, batchSize: Int, seed: UInt64 = 0, epoch: Int = 0, shuffled: Bool = true,
        lastBatch: LastBatch = .kept
    ) {
        self.init(
            samples.order, count: samples.count, batchSize: batchSize, seed: seed, epoch: epoch,
            shuffled: shuffled, lastBatch: lastBatch)
    }

    /// Draws indices with replacement, each as often as its weight says, and cuts them into batches.
    ///
    /// With ``balancingWeights(of:)`` rare classes come as often as frequent ones.
    ///
    /// - Parameters:
    ///   - weights: A weight for each example; one of weight 0 never comes.
    ///   - count: The number of indices to draw, by default as many as there are weights.
    ///   - batchSize: The number of examples in a batch; the last one may be smaller.
    ///   - seed: Names the sequence of draws, by default 0.
    ///   - epoch: Which draw of that sequence, by default the first.
    ///   - lastBatch: What becomes of a last batch that would be smaller; it is kept by default.
    /// - Precondition: no weight is negative or infinite, and one is positive.
    public init(
        weights: [Double], count: Int? = nil, batchSize: Int, seed: UInt64 = 0, epoch: Int = 0,
        lastBatch: LastBatch = .kept
    ) {
        let count = count ?? weights.count
        require(
            count >= 0 && batchSize > 0 && epoch >= 0,
            "MiniBatches needs count ≥ 0, batchSize ≥ 1 and epoch ≥ 0, got \(count), \(batchSize), \(epoch)")
        var random = RandomStream(seed: seed, purpose: .weightedSampling, index: epoch)
        self.init(
            order: random.draws(count, weights: weights), batchSize: batchSize, lastBatch: lastBatch,
            draws: ExampleDraws(seed: seed, epoch: epoch))
    }

    private init(order: [Int], batchSize: Int, lastBatch: LastBatch, draws: ExampleDraws) {
        self.order = order
        self.draws = draws
        cuts = BatchCuts(exampleCount: order.count, batchSize: batchSize, lastBatch: lastBatch)
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { cuts.batchCount }

    /// The indices of the examples of one batch.
    public subscript(position: Int) -> ArraySlice<Int> {
        require(indices.contains(position), "no batch \(position) among \(endIndex)")
        return order[cuts.range(of: position)]
    }
}

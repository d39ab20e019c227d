import Chainrule

/// The order in which training and evaluation go through a set of samples.
public enum SampleOrder: Sendable, Equatable {
    /// Each epoch has an order of its own, drawn at random.
    case shuffled
    /// The samples are consecutive pieces of one sequence, such as a text.
    ///
    /// A batch of N has a piece from each of N places of it, and its next batch the pieces that follow, so that a
    /// recurrent network can carry its state from one batch to the next.
    case streams
    /// A batch has samples of similar lengths, drawn at random, so that little of it is padding.
    case byLength([Int])

    /// The number of samples that evaluations of `count` samples take at once unless told otherwise: few for streams, each of
    /// which begins without what comes before it, and so few that each has many pieces.
    package func evaluationBatchSize(count: Int) -> Int {
        self == .streams ? max(1, min(20, count / 64)) : 500
    }

    /// The order of a part of the samples.
    func selecting(_ indices: [Int]) -> SampleOrder {
        guard case .byLength(let lengths) = self else { return self }
        return .byLength(indices.map { lengths[$0] })
    }

    /// The order of these samples with others behind them.
    func joined(with other: SampleOrder) -> SampleOrder {
        switch (self, other) {
        case (.streams, .streams): .streams
        case (.byLength(let lengths), .byLength(let others)): .byLength(lengths + others)
        default: .shuffled
        }
    }

    /// The indices `0 ..< count` in the order of an epoch of batches of one size.
    func indices(count: Int, batchSize: Int, _ random: inout RandomStream) -> [Int] {
        switch self {
        case .shuffled: random.permutation(of: count)
        case .streams: Self.interleaved(count: count, streams: batchSize)
        case .byLength(let lengths): Self.grouped(lengths, batchSize: batchSize, &random)
        }
    }

    /// The first piece of every stream, then the second of every stream, and so on.
    ///
    /// Streams that have a piece more than others are the first ones, so that the last batch continues these.
    static func interleaved(count: Int, streams: Int) -> [Int] {
        let (length, longer) = (count / streams, count % streams)
        return (0..<count).map { place in
            let (piece, stream) = place.quotientAndRemainder(dividingBy: streams)
            return stream * length + min(stream, longer) + piece
        }
    }

    /// Batches of similar lengths: those of a random pool of batches are sorted by length, and all whole batches shuffled.
    private static func grouped(
        _ lengths: [Int], batchSize: Int, _ random: inout RandomStream
    ) -> [Int] {
        let order = random.permutation(of: lengths.count)
        let poolSize = batchSize * batchesInPool
        let sorted = stride(from: 0, to: order.count, by: poolSize).flatMap { start in
            order[start..<min(start + poolSize, order.count)].sorted {
                (lengths[$0], $0) < (lengths[$1], $1)
            }
        }
        let whole = order.count / batchSize
        let batches = random.permutation(of: whole).flatMap { batch in
            sorted[batch * batchSize..<(batch + 1) * batchSize]
        }
        return batches + sorted[(whole * batchSize)...]
    }

    /// How many batches are sorted together; with more of them lengths are more alike, and batches less random.
    private static let batchesInPool = 50
}

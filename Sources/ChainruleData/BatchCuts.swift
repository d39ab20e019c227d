/// What happens to the examples at the end of an epoch that do not fill a batch.
public enum LastBatch: String, Sendable, Codable {
    /// They are a smaller batch.
    case kept
    /// They are left out; in the next epoch, in another order, these are other examples.
    case dropped
    /// They are added to the previous batch, which becomes larger. If there is none they are a batch.
    case merged
}

/// Where an epoch is cut into batches.
package struct BatchCuts: Sendable, Equatable, Codable {
    package let exampleCount: Int
    package let batchSize: Int
    package let lastBatch: LastBatch

    /// - Precondition: the number of examples is not negative, and the batch size is positive.
    package init(exampleCount: Int, batchSize: Int, lastBatch: LastBatch) {
        self.exampleCount = exampleCount
        self.batchSize = batchSize
        self.lastBatch = lastBatch
    }

    package var batchCount: Int {
        let whole = exampleCount / batchSize
        let hasRest = !exampleCount.isMultiple(of: batchSize)
        return switch lastBatch {
        case .kept: whole + (hasRest ? 1 : 0)
        case .dropped: whole
        case .merged: max(whole, hasRest ? 1 : 0)
        }
    }

    /// The places of a batch's examples in the order of the epoch.
    package func range(of batch: Int) -> Range<Int> {
        let start = batch * batchSize
        let isLast = batch == batchCount - 1 && lastBatch != .dropped
        return start..<(isLast ? exampleCount : start + batchSize)
    }

    /// The examples in the first batches of an epoch.
    package func examples(inBatches count: Int) -> Int { count == 0 ? 0 : range(of: count - 1).upperBound }

    /// The fewest examples of a batch; nil if there is none.
    package var smallestCount: Int? {
        if batchCount == 0 { return nil }
        let last = range(of: batchCount - 1).count
        return batchCount == 1 ? last : min(batchSize, last)
    }
}

import Chainrule
import Foundation

/// The batches of an epoch, prepared by background threads while the previous one is used.
///
/// ```swift
/// let batches = PrefetchedBatches(of: images, in: MiniBatches(count: images.count, batchSize: 64))
/// while let batch = try batches.next() { learn(from: batch) }
/// ```
///
/// They come in order, and are the same whatever the number of threads, as long as an example of the set
/// depends on its index, and random transformations on what they are given to draw from. The threads end when all batches are made, or soon after this object is gone.
public final class PrefetchedBatches: Sendable {
    private let queue: BatchQueue

    /// Starts to make batches.
    ///
    /// - Parameters:
    ///   - samples: The set that they are taken from.
    ///   - order: The indices of the samples of each batch.
    ///   - first: The batch to begin with, by default the first: where a stopped run is resumed.
    ///   - ahead: The number of batches prepared in advance, which bounds the memory; 2 by default.
    ///   - workers: The number of threads, 1 by default.
    /// - Precondition: `order` has the batch `first` or ends there; `ahead` and `workers` are positive.
    public init(
        of samples: some SampleSet, in order: MiniBatches, startingAt first: Int = 0, ahead: Int = 2,
        workers: Int = 1
    ) {
        require(
            (0...order.count).contains(first) && ahead > 0 && workers > 0,
            "PrefetchedBatches: batch \(first) of \(order.count), \(ahead) ahead, \(workers) workers")
        let queue = BatchQueue(batches: first..<order.count, ahead: ahead)
        self.queue = queue
        for _ in 0..<workers {
            let thread = Thread {
                ExampleDraws.$current.withValue(order.draws) {
                    queue.fill { position throws(DataError) in
                        let batch = try samples.batch(order[position])
                        evaluate(batch.tensors)
                        return batch
                    }
                }
            }
            thread.name = "chainrule.batches"
            thread.start()
        }
    }

    deinit { queue.stop() }

    /// The next batch, once it is ready; nil after the last.
    ///
    /// - Throws: `DataError` in place of a batch that could not be made; the one behind it comes next.
    public func next() throws(DataError) -> Batch? { try queue.take()?.get() }

    /// How long ``next()`` has waited for batches in all, in seconds: what faster reading could save.
    public var idleSeconds: Double { queue.idleSeconds }
}

import Foundation

/// Batches between the threads that make them and the one that takes them, in order and few at a time.
///
/// All state is guarded by `changed`, which is signalled whenever a place or a batch comes free.
final class BatchQueue: @unchecked Sendable {
    private let changed = NSCondition()
    private let ahead: Int
    private let end: Int
    private var nextToMake: Int
    private var nextToTake: Int
    private var made: [Int: Result<Batch, DataError>] = [:]
    private var isStopped = false
    private var idle = Duration.zero

    init(batches: Range<Int>, ahead: Int) {
        self.ahead = ahead
        end = batches.upperBound
        nextToMake = batches.lowerBound
        nextToTake = batches.lowerBound
    }

    /// Makes batches until all are made or the queue is stopped; several threads may do so.
    func fill(_ make: (Int) throws(DataError) -> Batch) {
        while let position = nextPlace() {
            let batch = Result { () throws(DataError) in try make(position) }
            changed.withLock {
                made[position] = batch
                changed.broadcast()
            }
        }
    }

    /// The batch to make next, once there is room for it; nil if no more are needed.
    private func nextPlace() -> Int? {
        changed.withLock {
            while !isStopped, nextToMake < end, nextToMake >= nextToTake + ahead { changed.wait() }
            if isStopped || nextToMake >= end { return nil }
            nextToMake += 1
            return nextToMake - 1
        }
    }

    /// The next batch in order, once it is made; nil behind the last.
    func take() -> Result<Batch, DataError>? {
        changed.withLock {
            if nextToTake >= end { return nil }
            let position = nextToTake
            nextToTake += 1
            changed.broadcast()
            if made[position] == nil {
                let clock = ContinuousClock()
                let start = clock.now
                while made[position] == nil { changed.wait() }
                idle += clock.now - start
            }
            return made.removeValue(forKey: position)
        }
    }

    /// Stops making batches.
    func stop() {
        changed.withLock {
            isStopped = true
            made = [:]
            changed.broadcast()
        }
    }

    var idleSeconds: Double { changed.withLock { idle / .seconds(1) } }
}

import CVectorKernels
import Foundation
import Testing

/// How often every part of a region was run.
private final class Counts: @unchecked Sendable {
    let counts: UnsafeMutablePointer<Int32>
    let count: Int
    var inner: Counts?

    init(_ count: Int) {
        self.count = count
        counts = .allocate(capacity: count)
        counts.initialize(repeating: 0, count: count)
    }

    deinit { counts.deallocate() }

    var all: [Int32] { Array(UnsafeBufferPointer(start: counts, count: count)) }

    func run(parts: Int) {
        cvk_parallel(
            Int32(parts),
            { part, parts, context in
                let counts = Unmanaged<Counts>.fromOpaque(context!).takeUnretainedValue()
                counts.counts[Int(part)] += parts
                if part == 1 { counts.inner?.run(parts: 4) }
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}

struct ThreadPool {
    @Test(arguments: [0, 1, 2, 3, 7])
    func runsEveryPartOnce(_ parts: Int) {
        let counts = Counts(8)
        counts.run(parts: parts)
        #expect(counts.all == (0..<8).map { $0 < parts ? Int32(parts) : 0 })
    }

    @Test func runsMorePartsThanThreads() {
        cvk_set_thread_count(2)
        let counts = Counts(20)
        counts.run(parts: 20)
        #expect(counts.all == Array(repeating: 20, count: 20))
    }

    @Test func runsRegionsWithinRegions() {
        let counts = Counts(3)
        counts.inner = Counts(4)
        counts.run(parts: 3)
        #expect(counts.all == [3, 3, 3])
        #expect(counts.inner?.all == [4, 4, 4, 4])
    }

    @Test func runsRegionsOfSeveralCallersAtOnce() {
        let counts = (0..<4).map { _ in Counts(3) }
        DispatchQueue.concurrentPerform(iterations: 4) { caller in
            for _ in 0..<50 { counts[caller].run(parts: 3) }
        }
        for counts in counts { #expect(counts.all == [150, 150, 150]) }
    }
}

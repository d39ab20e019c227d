import CThreadPool
import Foundation
import Synchronization
import Testing

/// Runs a job on as many threads as `threads` says.
func run(chunks: Int, threads: Int, _ body: @Sendable (_ chunk: Int, _ worker: Int) -> Void) {
    withoutActuallyEscaping(body) { body in
        withUnsafePointer(to: body) { body in
            ctp_set_thread_count(Int32(threads))
            ctp_run(
                Int32(chunks),
                { chunk, worker, body in
                    body!.assumingMemoryBound(to: (@Sendable (Int, Int) -> Void).self).pointee(
                        Int(chunk), Int(worker))
                }, UnsafeMutableRawPointer(mutating: body))
        }
    }
}

/// Numbers that several threads count up.
private final class Counts: Sendable {
    private let counts: Mutex<[Int]>

    init(_ count: Int) { counts = Mutex(Array(repeating: 0, count: count)) }

    var all: [Int] { counts.withLock { $0 } }

    func add(_ place: Int) { counts.withLock { $0[place] += 1 } }
}

@Suite("A pool of threads")
struct ThreadPoolTests {
    @Test("does every chunk once", arguments: [0, 1, 2, 3, 7, 64, 1000], [1, 2, 3, 8])
    func everyChunkOnce(chunks: Int, threads: Int) {
        let counts = Counts(chunks + 1)
        run(chunks: chunks, threads: threads) { chunk, _ in counts.add(chunk) }
        #expect(counts.all == Array(repeating: 1, count: chunks) + [0])
    }

    @Test("gives no two threads of a job the same worker number", arguments: [2, 3, 8])
    func workerNumbers(threads: Int) {
        let inUse = Counts(threads)
        let clashes = Counts(1)
        let isUsed = Mutex(Array(repeating: false, count: threads))
        for _ in 0..<200 {
            run(chunks: 50, threads: threads) { _, worker in
                let wasUsed = isUsed.withLock { isUsed in
                    defer { isUsed[worker] = true }
                    return isUsed[worker]
                }
                if wasUsed { clashes.add(0) }
                inUse.add(worker)
                isUsed.withLock { $0[worker] = false }
            }
        }
        #expect(clashes.all == [0])
        #expect(inUse.all.reduce(0, +) == 200 * 50)
    }

    @Test("has what the caller wrote in its job, and in the caller what the job wrote")
    func memoryIsShared() {
        nonisolated(unsafe) let numbers = UnsafeMutablePointer<Int>.allocate(capacity: 64)
        defer { numbers.deallocate() }
        for round in 0..<20_000 {
            for place in 0..<64 { numbers[place] = round + place }
            run(chunks: 64, threads: 1 + round % 4) { chunk, _ in numbers[chunk] *= 2 }
            let isRight = (0..<64).allSatisfy { numbers[$0] == 2 * (round + $0) }
            if !isRight {
                Issue.record("round \(round)")
                return
            }
        }
    }

    @Test("takes jobs within jobs")
    func nestedJobs() {
        let outer = Counts(6)
        let inner = Counts(5)
        run(chunks: 6, threads: 3) { chunk, _ in
            outer.add(chunk)
            run(chunks: 5, threads: 3) { chunk, worker in
                inner.add(chunk)
                if worker != 0 { outer.add(0) }
            }
        }
        #expect(outer.all == Array(repeating: 1, count: 6))
        #expect(inner.all == Array(repeating: 6, count: 5))
    }

    @Test("takes jobs of several callers at once")
    func severalCallers() {
        let counts = (0..<4).map { _ in Counts(9) }
        DispatchQueue.concurrentPerform(iterations: 4) { caller in
            for _ in 0..<500 { run(chunks: 9, threads: 1 + caller) { chunk, _ in counts[caller].add(chunk) } }
        }
        for counts in counts { #expect(counts.all == Array(repeating: 500, count: 9)) }
    }

    @Test("takes as many threads as the next job may have, more or fewer")
    func changingThreadCount() {
        let counts = Counts(40)
        for round in 0..<2000 {
            let threads = [2, 9, 1, 3, 16, 2][round % 6]
            let largest = Mutex(0)
            run(chunks: 40, threads: threads) { chunk, worker in
                counts.add(chunk)
                largest.withLock { $0 = max($0, worker) }
            }
            #expect(largest.withLock { $0 } < threads)
        }
        #expect(counts.all == Array(repeating: 2000, count: 40))
    }

    @Test("wakes threads that went to sleep")
    func afterRest() {
        let counts = Counts(3)
        for _ in 0..<20 {
            run(chunks: 3, threads: 3) { chunk, _ in counts.add(chunk) }
            usleep(2000)
        }
        #expect(counts.all == [20, 20, 20])
    }

    @Test("has one number of threads for each thread that asks")
    func threadCountOfAThread() async {
        ctp_set_thread_count(5)
        ctp_set_thread_count(0)
        #expect(ctp_thread_count() == 5)
        let other = Mutex<Int32>(0)
        let thread = Thread { other.withLock { $0 = ctp_thread_count() } }
        thread.start()
        while !thread.isFinished { usleep(100) }
        #expect(other.withLock { $0 } == 1)
    }
}

import Chainrule
import ChainruleData
import Foundation
import Synchronization
import Testing

import struct ChainruleData.Sample

@Suite("Batches made ahead")
struct PrefetchedBatchesTests {
    /// Samples whose input is their index; number 7 cannot be read.
    private final class Numbers: SampleSet {
        let count: Int
        let reads = Atomic<Int>(0)
        private let whenFreed: (@Sendable () -> Void)?

        init(_ count: Int, whenFreed: (@Sendable () -> Void)? = nil) {
            self.count = count
            self.whenFreed = whenFreed
        }

        deinit { whenFreed?() }

        func example(at index: Int) throws(DataError) -> Sample {
            reads.add(1, ordering: .relaxed)
            if index == 7 { throw .missing(path: "7", expected: "a number") }
            return Sample(input: Tensor(Double(index)), target: Tensor(index % 2, dtype: .int32))
        }
    }

    /// The inputs of every batch to come; nil where one could not be made.
    private func rest(of batches: PrefetchedBatches) -> [[Float]?] {
        var inputs: [[Float]?] = []
        while true {
            do {
                guard let batch = try batches.next() else { return inputs }
                inputs.append(batch.inputs.scalars())
            } catch {
                #expect(error == .missing(path: "7", expected: "a number"))
                inputs.append(nil)
            }
        }
    }

    @Test(
        "come in order and with the same content for any number of threads", arguments: [1, 2, 5], [1, 2, 9])
    func order(workers: Int, ahead: Int) {
        let order = MiniBatches(count: 200, batchSize: 3, seed: 6)
        let batches = PrefetchedBatches(of: Numbers(200), in: order, ahead: ahead, workers: workers)
        let expected = order.map { $0.contains(7) ? nil : $0.map { Float($0) } }
        #expect(rest(of: batches) == expected)
        #expect(batches.idleSeconds >= 0)
    }

    @Test("begin within an epoch where they are told to")
    func resuming() {
        let order = MiniBatches(count: 20, batchSize: 3, shuffled: false)
        let batches = PrefetchedBatches(of: Numbers(20), in: order, startingAt: 5)
        #expect(rest(of: batches) == [[15, 16, 17], [18, 19]])
        #expect(rest(of: PrefetchedBatches(of: Numbers(20), in: order, startingAt: 7)) == [])
    }

    @Test("that cannot be made are an error in their place, and the next ones follow")
    func errors() {
        let order = MiniBatches(count: 12, batchSize: 3, shuffled: false)
        #expect(
            rest(of: PrefetchedBatches(of: Numbers(12), in: order)) == [
                [0, 1, 2], [3, 4, 5], nil, [9, 10, 11],
            ])
    }

    @Test("end behind the last, however often they are asked for")
    func end() throws {
        let batches = PrefetchedBatches(of: Numbers(3), in: MiniBatches(count: 3, batchSize: 3), workers: 3)
        #expect(try batches.next()?.count == 3)
        #expect(try batches.next() == nil)
        #expect(try batches.next() == nil)
    }

    @Test("stop being made when nobody wants them, and no more are made than allowed")
    func dropping() throws {
        let isFreed = DispatchSemaphore(value: 0)
        let reads = Mutex(0)
        do {
            let numbers = Numbers(1000) { isFreed.signal() }
            let batches = PrefetchedBatches(
                of: numbers.mapInputs { input in
                    reads.withLock { $0 += 1 }
                    return input
                }, in: MiniBatches(count: 1000, batchSize: 1, shuffled: false), ahead: 2, workers: 2)
            #expect(try batches.next()?.inputs.item() == 0)
        }
        // The threads let go of the samples when they end.
        #expect(isFreed.wait(timeout: .now() + 60) == .success)
        #expect((1...3).contains(reads.withLock { $0 }))
    }

    @Test("cost waiting that is counted, but only if somebody waits")
    func idleTime() throws {
        let gate = DispatchSemaphore(value: 0)
        let numbers = Numbers(1).mapInputs { input in
            gate.wait()
            return input
        }
        let batches = PrefetchedBatches(of: numbers, in: MiniBatches(count: 1, batchSize: 1))
        #expect(batches.idleSeconds == 0)
        Thread {
            Thread.sleep(forTimeInterval: 0.1)
            gate.signal()
        }.start()
        #expect(try batches.next()?.count == 1)
        #expect(batches.idleSeconds > 0)
    }
}

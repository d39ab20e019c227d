import ChainruleData
import Testing

@Suite("Mini-batches")
struct MiniBatchesTests {
    @Test("an epoch visits every example exactly once", arguments: [1, 7, 10, 32, 100])
    func coverage(batchSize: Int) {
        let batches = MiniBatches(count: 100, batchSize: batchSize, seed: 3, epoch: 2)
        #expect(batches.flatMap { $0 }.sorted() == Array(0..<100))
        #expect(batches.dropLast().allSatisfy { $0.count == batchSize })
    }

    @Test("a smaller last batch is kept, dropped or merged with the one before, as is asked for")
    func lastBatch() {
        func sizes(_ count: Int, _ lastBatch: LastBatch) -> [Int] {
            let batches = MiniBatches(count: count, batchSize: 4, lastBatch: lastBatch)
            #expect(Set(batches.joined()).count == batches.joined().count)
            return batches.map(\.count)
        }
        #expect(MiniBatches(count: 10, batchSize: 4).map(\.count) == [4, 4, 2])
        #expect(sizes(10, .kept) == [4, 4, 2])
        #expect(sizes(10, .dropped) == [4, 4])
        #expect(sizes(10, .merged) == [4, 6])
        for rule in [LastBatch.kept, .dropped, .merged] {
            #expect(sizes(8, rule) == [4, 4])
            #expect(sizes(0, rule) == [])
            #expect(sizes(3, rule) == (rule == .dropped ? [] : [3]))
        }
    }

    @Test("without shuffling the indices keep their order")
    func unshuffled() {
        let batches = MiniBatches(count: 5, batchSize: 2, shuffled: false)
        #expect(batches.map(Array.init) == [[0, 1], [2, 3], [4]])
    }

    @Test("the order depends on the seed and on the epoch, and on nothing else")
    func order() {
        func order(seed: UInt64, epoch: Int, batchSize: Int = 8) -> [Int] {
            MiniBatches(count: 50, batchSize: batchSize, seed: seed, epoch: epoch).flatMap { $0 }
        }
        #expect(order(seed: 1, epoch: 0) == order(seed: 1, epoch: 0, batchSize: 50))
        #expect(order(seed: 1, epoch: 0) != order(seed: 1, epoch: 1))
        #expect(order(seed: 1, epoch: 0) != order(seed: 2, epoch: 0))
        #expect(order(seed: 1, epoch: 0) != Array(0..<50))
    }

    @Test("any batch can be taken on its own")
    func randomAccess() {
        let batches = MiniBatches(count: 10, batchSize: 3, seed: 5)
        #expect(Array(batches).last == batches[3])
        #expect(batches[3].count == 1)
    }
}

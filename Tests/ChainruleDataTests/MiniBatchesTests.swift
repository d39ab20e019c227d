import Chainrule
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

    @Test("each place of a batch of streams continues the same place of the batch before", arguments: 1...12)
    func streams(batchSize: Int) {
        let batches = MiniBatches(of: Ordered(count: 11, order: .streams), batchSize: batchSize, epoch: 3)
        #expect(batches.flatMap { $0 }.sorted() == Array(0..<11))
        for (batch, next) in zip(batches, batches.dropFirst()) {
            #expect(zip(batch, next).allSatisfy { $1 == $0 + 1 })
        }
        let unshuffled = MiniBatches(
            of: Ordered(count: 11, order: .streams), batchSize: batchSize, shuffled: false)
        #expect(unshuffled.map(Array.init) == batches.map(Array.init))
    }

    @Test("batches by length pad little, come in another order in every epoch and have every example once")
    func byLength() {
        let lengths = (0..<1005).map { $0 * 7919 % 100 }
        let samples = Ordered(count: lengths.count, order: .byLength(lengths))
        let batches = batches(of: samples, epoch: 0)
        #expect(batches.joined().sorted() == Array(lengths.indices))
        #expect(batches.map(\.count) == Array(repeating: 10, count: 100) + [5])
        let spreads = batches.map { batch in
            batch.map { lengths[$0] }.max()! - batch.map { lengths[$0] }.min()!
        }
        #expect(spreads.dropLast().max()! < 20)
        #expect(batches != self.batches(of: samples, epoch: 1))
        let longest = batches.map { batch in batch.map { lengths[$0] }.max()! }
        #expect(longest != longest.sorted())
    }

    @Test("sets that are made of others keep their order")
    func derivedOrder() {
        let samples = Ordered(count: 4, order: .byLength([3, 1, 4, 1]))
        #expect(samples.subset([2, 0]).order == .byLength([4, 3]))
        #expect(samples.prefix(1).joined(with: samples.prefix(2)).order == .byLength([3, 3, 1]))
        #expect(samples.mapInputs { $0 }.order == samples.order)
        #expect(samples.padded().cached().order == samples.order)
        #expect(Ordered(count: 4, order: .streams).prefix(2).order == .streams)
    }

    private func batches(of samples: Ordered, epoch: Int) -> [[Int]] {
        MiniBatches(of: samples, batchSize: 10, epoch: epoch).map(Array.init)
    }
}

/// Samples of which the order alone matters.
private struct Ordered: SampleSet {
    let count: Int
    let order: SampleOrder

    func example(at index: Int) -> Sample {
        Sample(input: Tensor([Float(index)], shape: [1]), target: Tensor([Float(index)], shape: []))
    }
}

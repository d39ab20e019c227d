import Chainrule
import ChainruleData
import Testing

@Suite("Generated sequences")
struct SequenceProblemTests {
    @Test("the answer of the adding problem is the sum of two marked numbers, one of each half")
    func adding() throws {
        let sequences = GeneratedSequences(AddingProblem(steps: 7), count: 200, seed: 3)
        var sums: [Double] = []
        for index in 0..<sequences.count {
            let sample = try sequences.example(at: index)
            #expect(sample.input.shape == [7, 2])
            let (numbers, marks) = (
                sample.input[0..., 0].scalars(as: Float.self), sample.input[0..., 1].scalars(as: Float.self)
            )
            let marked = marks.indices.filter { marks[$0] == 1 }
            #expect(marked.count == 2 && marked[0] < 3 && marked[1] >= 3)
            #expect(marks.allSatisfy { $0 == 0 || $0 == 1 } && numbers.allSatisfy { 0...1 ~= $0 })
            #expect(sample.target.scalars(as: Float.self) == [numbers[marked[0]] + numbers[marked[1]]])
            sums.append(sample.target.item())
        }
        let variance = sums.reduce(0) { $0 + ($1 - 1) * ($1 - 1) } / Double(sums.count)
        #expect(abs(variance - AddingProblem.variance) < 0.04)
    }

    @Test("ten symbols are shown, and asked for behind the delimiter")
    func copyMemory() throws {
        let sample = try GeneratedSequences(CopyMemoryProblem(lag: 5), count: 1).example(at: 0)
        let shown: [Int] = sample.input.argmax(axis: 1).scalars().map { (label: Int32) in Int(label) }
        let wanted = sample.target.scalars(as: Int32.self).map(Int.init)
        #expect(sample.input.shape == [25, 10] && sample.target.type == TensorType([25], .int32))
        #expect(shown.prefix(10).allSatisfy { $0 < 8 } && Set(shown.prefix(10)).count > 1)
        #expect(Array(shown[10...]) == [8, 8, 8, 8, 9] + Array(repeating: 8, count: 10))
        #expect(wanted == Array(repeating: 8, count: 15) + shown.prefix(10))
        #expect(sample.input.sum().item() == 25)
    }

    @Test("bits are asked for as they were shown: once, several times, or those of the next item")
    func bits() throws {
        func sample(_ kind: BitSequences.Kind, _ size: Int) throws -> (input: [[Float]], target: [[Float]]) {
            let sample = try GeneratedSequences(BitSequences(kind, sizes: size...size), count: 1, seed: 5)
                .example(at: 0)
            func rows(_ tensor: Tensor) -> [[Float]] {
                (0..<tensor.shape[0]).map { tensor[$0].scalars(as: Float.self) }
            }
            return (rows(sample.input), rows(sample.target))
        }
        func vectors(_ rows: some Sequence<[Float]>, _ bits: Int) -> [[Float]] {
            rows.map { Array($0.prefix(bits)) }
        }
        func silent(_ rows: some Sequence<[Float]>) -> Bool { rows.allSatisfy { $0.allSatisfy { $0 == -1 } } }

        let copy = try sample(.copy, 3)
        #expect(copy.input.count == 7 && copy.input[0].count == 9)
        #expect(copy.input[3] == Array(repeating: 0, count: 8) + [1])
        #expect(Array(copy.target[4...]) == vectors(copy.input[0..<3], 8) && silent(copy.target[0..<4]))

        let twice = try sample(.repeatCopy, 2)
        #expect(twice.input.count == 8 && twice.input[2][8] == 1 && twice.input[2][9] < 0)
        let shown = vectors(twice.input[0..<2], 8)
        #expect(vectors(twice.target[3..<7], 8) == shown + shown && silent(twice.target[0..<3]))
        #expect(twice.target[3..<8].map { $0[8] } == [0, 0, 0, 0, 1])

        let recall = try sample(.recall, 4)
        let marks = recall.input.indices.filter { recall.input[$0][6] == 1 }
        #expect(recall.input.count == 24 && marks == [0, 4, 8, 12])
        let items = marks.map { vectors(recall.input[$0 + 1..<$0 + 4], 6) }
        let asked = try #require(items.firstIndex(of: vectors(recall.input[17..<20], 6)))
        #expect(recall.input[16][7] == 1 && recall.input[20][7] == 1)
        #expect(Array(recall.target[21...]) == items[asked + 1] && silent(recall.target[0..<21]))
    }

    @Test("sequences of every size fill one shape")
    func padding() throws {
        let sequences = GeneratedSequences(BitSequences(.copy, sizes: 1...4), count: 60)
        let batch = try sequences.batch(Array(0..<60)[...])
        #expect(batch.inputs.shape == [60, 9, 9] && batch.targets.shape == [60, 9, 8])
        let asked = (batch.targets .>= 0).cast(to: .float32).sum(axes: [1, 2]).scalars(as: Float.self)
        #expect(Set(asked) == [8, 16, 24, 32])
    }

    @Test("a sequence depends on its part, seed and place; renewed ones on the epoch too")
    func places() throws {
        let problem = AddingProblem(steps: 5)
        func numbers(_ sequences: GeneratedSequences<AddingProblem>) throws -> [Float] {
            try sequences.batch(Array(0..<sequences.count)[...]).inputs.scalars()
        }
        let all = GeneratedSequences(problem, count: 6, seed: 1)
        let chosen = try numbers(all.subset([4, 2]))
        let again = GeneratedSequences(problem, count: 5, seed: 1)
        #expect(try chosen == numbers(again.subset([4])) + numbers(again.subset([2])))
        let others = [
            all, GeneratedSequences(problem, count: 6, seed: 2),
            GeneratedSequences(problem, count: 6, part: .validation, seed: 1), all.renewed(),
        ]
        #expect(Set(try others.map(numbers)).count == 4)
        func epoch(_ epoch: Int) throws -> [Float] {
            let batches = MiniBatches(count: 6, batchSize: 6, epoch: epoch, shuffled: false)
            let made = PrefetchedBatches(of: all.renewed(), in: batches, ahead: 1, workers: 1)
            return try #require(try made.next()).inputs.scalars()
        }
        #expect(try epoch(0) == epoch(0))
        #expect(try epoch(0) != epoch(1))
    }
}

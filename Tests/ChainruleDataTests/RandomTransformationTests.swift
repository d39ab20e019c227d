import Chainrule
import ChainruleData
import Testing

@Suite("Random transformations of examples")
struct RandomTransformationTests {
    /// Two transformations, one by numbers and one by a tensor.
    private func augmented(_ count: Int) -> some SampleSet {
        let samples = Samples(inputs: .zeros([count, 2]), targets: Tensor.zeros([count], dtype: .int32))
        return samples.mapInputs { input, random in input + random.uniform() }
            .map { sample in
                var sample = sample
                sample.input = sample.input + Tensor.uniform([2]) * 10
                return sample
            }
    }

    private func inputs(workers: Int = 1, from first: Int = 0, seed: UInt64 = 3, epoch: Int = 0) throws
        -> [[Float]]
    {
        let order = MiniBatches(count: 20, batchSize: 3, seed: seed, epoch: epoch, shuffled: false)
        let batches = PrefetchedBatches(
            of: augmented(20), in: order, startingAt: first, ahead: 4, workers: workers)
        var inputs: [[Float]] = []
        while let batch = try batches.next() { inputs.append(batch.inputs.scalars()) }
        return inputs
    }

    @Test("follow from seed, epoch and example, whatever threads read and wherever reading begins")
    func reproducibility() throws {
        let expected = try inputs()
        #expect(Set(expected.joined()).count == 40)
        #expect(try inputs(workers: 4) == expected)
        #expect(try inputs(from: 4) == Array(expected[4...]))
        #expect(try inputs(epoch: 1) != expected)
        #expect(try inputs(seed: 4) != expected)
    }

    @Test("are those of the example in every subset, and go on from one transformation to the next")
    func composition() throws {
        let all = try augmented(6).batch([0, 1, 2, 3, 4, 5]).inputs.scalars(as: Float.self)
        let subset = try augmented(6).subset([4, 4, 2]).batch([0, 1, 2]).inputs.scalars(as: Float.self)
        #expect(subset == Array(all[8...9]) + Array(all[8...9]) + Array(all[4...5]))
        let twice = Examples([0.0]).map { number, random in [number, random.uniform()] }
            .map { numbers, random in numbers + [random.uniform()] }
        let numbers = try twice.example(at: 0)
        #expect(numbers[1] != numbers[2])
        #expect(try twice.example(at: 0) == numbers)
    }
}

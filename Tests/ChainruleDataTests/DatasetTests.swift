import Chainrule
import ChainruleData
import Synchronization
import Testing

import struct ChainruleData.Sample

/// The numbers below `count` as examples, and how often each was read.
final class CountedNumbers: Dataset {
    let count: Int
    private let reads = Mutex<[Int: Int]>([:])

    init(_ count: Int) { self.count = count }

    func example(at index: Int) throws(DataError) -> Int {
        reads.withLock { $0[index, default: 0] += 1 }
        if index == 13 { throw .missing(path: "13", expected: "luck") }
        return index
    }

    func readCount(_ index: Int) -> Int { reads.withLock { $0[index] ?? 0 } }
}

extension Dataset {
    /// All examples in order.
    func all() throws -> [Example] { try (0..<count).map { try example(at: $0) } }
}

@Suite("Data sets")
struct DatasetTests {
    @Test("are mapped, cut, reordered and joined")
    func pipeline() throws {
        let words = Examples(["a", "bb", "ccc"])
        #expect(try words.map { $0.count }.all() == [1, 2, 3])
        #expect(try words.subset([2, 0, 2]).all() == ["ccc", "a", "ccc"])
        #expect(try words.prefix(2).all() == ["a", "bb"])
        #expect(try words.prefix(9).all() == ["a", "bb", "ccc"])
        #expect(try words.prefix(1).joined(with: words.map { $0 + "!" }).all() == ["a", "a!", "bb!", "ccc!"])
        #expect(try words.subset([2, 1]).subset([1]).all() == ["bb"])
    }

    @Test("shuffled by a seed have all examples, in an order that depends on it alone")
    func shuffled() throws {
        let numbers = Examples(Array(0..<50))
        let order = try numbers.shuffled(seed: 4).all()
        #expect(order != Array(0..<50) && order.sorted() == Array(0..<50))
        #expect(try numbers.shuffled(seed: 4).all() == order)
        #expect(try numbers.shuffled(seed: 5).all() != order)
    }

    @Test("pass on what goes wrong in reading or mapping")
    func errors() {
        let numbers = CountedNumbers(20).map { number throws(DataError) in
            if number == 7 { throw .missing(path: "7", expected: "more") }
            return number
        }
        #expect(throws: DataError.missing(path: "7", expected: "more")) { try numbers.example(at: 7) }
        #expect(throws: DataError.missing(path: "13", expected: "luck")) {
            try numbers.cached().example(at: 13)
        }
    }

    @Test("read an example once if they are cached, but one that failed again")
    func cached() throws {
        let numbers = CountedNumbers(20)
        let cached = numbers.cached()
        #expect(numbers.readCount(3) == 0)
        for _ in 0..<3 { #expect(try cached.example(at: 3) == 3) }
        #expect(numbers.readCount(3) == 1)
        for _ in 0..<2 { #expect(throws: DataError.self) { try cached.example(at: 13) } }
        #expect(numbers.readCount(13) == 2)
    }

    @Test("of samples are batched through every stage as they are read one by one")
    func batches() throws {
        let samples = Samples(
            inputs: Tensor((0..<12).map { Double($0) }).reshaped(to: [6, 2]),
            targets: Tensor([0, 1, 2, 0, 1, 2], dtype: .int32))
        #expect(samples.count == 6)
        let doubled = samples.mapInputs { $0 * 2 }
        let stages: [any SampleSet] = [
            samples, doubled, samples.cached(), doubled.subset([5, 4, 3, 2, 1, 0]),
            samples.joined(with: doubled),
            doubled.map { $0 }, try Samples(doubled),
        ]
        for stage in stages {
            let batch = try stage.batch([4, 0, 4])
            let single = try [4, 0, 4].map { try stage.example(at: $0) }
            #expect(batch.inputs.type == TensorType([3, 2], .float32))
            #expect(
                batch.inputs.scalars(as: Float.self) == single.flatMap { $0.input.scalars(as: Float.self) })
            #expect(batch.targets.scalars(as: Int32.self) == single.map { Int32($0.target.item()) })
            let classes = try stage.classNumbers()
            #expect(classes == (try stage.all().map { Int($0.target.item()) }))
        }
        #expect(try doubled.batch([1]).inputs.scalars(as: Float.self) == [4, 6])
    }

    @Test("of samples with unlike shapes are refused in a batch")
    func ragged() {
        let samples = Examples([sample([1, 2], 0), sample([3], 1)])
        let error = #expect(throws: DataError.self) { try samples.batch([0, 1]) }
        #expect(
            error?.description
                == "sample 1: found an input float32[1], expected float32[2] like the others of its "
                + "batch (see padded(with:targets:))")
    }

    @Test("of samples are padded to the longest of a batch, which tells the lengths")
    func padded() throws {
        let samples = Examples([sample([1, 2], 0), sample([3], 1), sample([4, 5, 6], 2)]).padded(with: -1)
        let batch = try samples.batch([1, 0])
        #expect(batch.inputs.shape == [2, 2])
        #expect(batch.inputs.scalars(as: Float.self) == [3, -1, 1, 2])
        #expect(batch.lengths?.scalars(as: Int32.self) == [1, 2])
        #expect(batch.targets.scalars(as: Int32.self) == [1, 0])
        let whole = try samples.batch([0, 1, 2])
        #expect(whole.inputs.scalars(as: Float.self) == [1, 2, -1, 3, -1, -1, 4, 5, 6])
        #expect(try samples.classNumbers() == [0, 1, 2])
    }

    @Test("of padded samples are padded through every stage")
    func paddedStages() throws {
        let padded = Examples([sample([1, 2], 0), sample([3], 1)]).padded(with: -1)
        let stages: [any SampleSet] = [
            padded.cached(), padded.mapInputs { $0 }, padded.map { $0 }, padded.subset([0, 1]),
            padded.joined(with: Examples([sample([4], 2)])), padded.cached().mapInputs { $0 }.shuffled(),
        ]
        for stage in stages {
            let batch = try stage.batch([0, 1])
            #expect(batch.inputs.shape == [2, 2])
            #expect(batch.lengths?.scalars(as: Int32.self).sorted() == [1, 2])
        }
    }

    @Test("of samples tell classes that a set knows without reading, and read others once if they are cached")
    func knownClasses() throws {
        let numbers = CountedNumbers(5)
        let cached = numbers.map { number throws(DataError) in
            Sample(input: Tensor(0), target: Tensor(number, dtype: .int32))
        }.cached()
        for _ in 0..<2 { #expect(try cached.classNumbers() == [0, 1, 2, 3, 4]) }
        #expect(numbers.readCount(3) == 1)
        #expect(cached.knownClassNumbers == nil)

        let images = try LabeledImages(
            pixels: [1, 2, 3], labels: [0, 1, 1], height: 1, width: 1, classNames: ["a", "b"])
        let stages: [any SampleSet] = [
            images.cached(),
            images.mapInputs { _ throws(DataError) in throw .missing(path: "input", expected: "no reading") },
            images.padded(), images.subset([0, 1, 2]), images.prefix(1).joined(with: images.subset([1, 2])),
        ]
        for stage in stages {
            #expect(stage.knownClassNumbers == [0, 1, 1])
            #expect(try stage.classNumbers() == [0, 1, 1])
        }
    }

    @Test("of samples pad targets of many lengths too when they are told how")
    func paddedTargets() throws {
        func pair(_ length: Int) -> Sample {
            Sample(
                input: Tensor.ones([length, 2]),
                target: Tensor((0..<length).map { Double($0) }, dtype: .int32))
        }
        let samples = Examples([pair(1), pair(3)])
        let batch = try samples.padded(targets: -1).batch([0, 1])
        #expect(batch.inputs.shape == [2, 3, 2])
        #expect(batch.inputs.scalars(as: Float.self) == [1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
        #expect(batch.targets.scalars(as: Int32.self) == [0, -1, -1, 0, 1, 2])
        let rounded = try samples.padded(targets: -1, toMultipleOf: 4).batch([0, 1])
        #expect(rounded.inputs.shape == [2, 4, 2])
        #expect(rounded.targets.scalars(as: Int32.self) == [0, -1, -1, -1, 0, 1, 2, -1])
        #expect(rounded.lengths?.scalars(as: Int32.self) == [1, 3])
        #expect(samples.padded(targets: -1).order == .shuffled)
        #expect(samples.padded(targets: -1, lengths: [1, 3]).subset([1]).order == .byLength([3]))
        let unpadded = #expect(throws: DataError.self) { try samples.padded().batch([0, 1]) }
        #expect(
            unpadded?.description
                == "sample 1: found a target int32[3], expected int32[1] like the others of its batch, or padding "
                + "(see padded(with:targets:))")
        let wide = Examples([
            pair(1), Sample(input: Tensor.ones([1, 3]), target: Tensor([0], dtype: .int32)),
        ])
        let error = #expect(throws: DataError.self) { try wide.padded(targets: 0).batch([0, 1]) }
        #expect(
            error?.description.hasPrefix("sample 1: found an input float32[1, 3], expected float32[1, 2]")
                == true)
    }

    @Test("whose targets are no class numbers say so")
    func noClasses() {
        for target in [Tensor(1), Tensor([1], dtype: .int32), Tensor(-1, dtype: .int32)] {
            let error = #expect(throws: DataError.self) {
                try Examples([Sample(input: Tensor(0), target: target)]).classNumbers()
            }
            #expect(error?.description.hasPrefix("sample 0: found a target") == true)
        }
    }

    private func sample(_ input: [Double], _ target: Int) -> Sample {
        Sample(input: Tensor(input), target: Tensor(target, dtype: .int32))
    }
}

import Chainrule
import ChainruleData
import Testing

@Suite("Splits and folds")
struct SplittingTests {
    private let numbers = Examples(Array(0..<103))
    /// Three classes of 50, 30 and 23 examples.
    private let labels = (0..<103).map { $0 % 10 < 5 && $0 < 100 ? "a" : $0 % 10 < 8 && $0 < 100 ? "b" : "c" }

    @Test("a split shares nothing, loses nothing and keeps the order", arguments: [0, 0.1, 0.5, 0.999, 1])
    func split(share: Double) throws {
        let (training, validation) = numbers.split(validationShare: share, seed: 3)
        let parts = try (training.all(), validation.all())
        #expect(parts.1.count == Int((103 * share).rounded()))
        #expect((parts.0 + parts.1).sorted() == Array(0..<103))
        #expect(parts.0 == parts.0.sorted() && parts.1 == parts.1.sorted())
    }

    @Test("a split depends on its seed alone")
    func seeds() {
        func validation(_ seed: UInt64) -> [Int] {
            numbers.split(validationShare: 0.2, seed: seed).validation.indices
        }
        #expect(validation(1) == validation(1) && validation(1) != validation(2))
        #expect(
            numbers.map { $0 * 2 }.split(validationShare: 0.2, seed: 1).validation.indices == validation(1))
        #expect(validation(1) != Array(0..<validation(1).count))
    }

    @Test("a stratified split holds out the same share of every class")
    func stratified() throws {
        let (training, validation) = try numbers.split(validationShare: 0.2, seed: 1) { labels[$0] }
        #expect((training.indices + validation.indices).sorted() == Array(0..<103))
        #expect(classCounts(validation.indices) == ["a": 10, "b": 6, "c": 5])
        let known = numbers.split(validationShare: 0.2, seed: 1, stratifiedBy: labels)
        #expect(known.validation.indices == validation.indices)
    }

    @Test("folds hold out every example once, in parts of nearly one size", arguments: [2, 5, 10, 103])
    func folds(count: Int) {
        let folds = numbers.folds(count, seed: 2)
        #expect(folds.count == count)
        #expect(folds.flatMap(\.validation.indices).sorted() == Array(0..<103))
        let sizes = folds.map(\.validation.count)
        #expect(sizes.max()! - sizes.min()! <= 1)
        for fold in folds {
            #expect((fold.training.indices + fold.validation.indices).sorted() == Array(0..<103))
        }
        #expect(numbers.folds(count, seed: 2).map(\.validation.indices) == folds.map(\.validation.indices))
        #expect(numbers.folds(count, seed: 3).map(\.validation.indices) != folds.map(\.validation.indices))
    }

    @Test("stratified folds have nearly as many of each class")
    func stratifiedFolds() throws {
        let folds = try numbers.folds(5, seed: 2) { labels[$0] }
        #expect(folds.flatMap(\.validation.indices).sorted() == Array(0..<103))
        let counts = folds.map { classCounts($0.validation.indices) }
        for label in ["a", "b", "c"] {
            let ofLabel = counts.map { $0[label] ?? 0 }
            #expect(ofLabel.max()! - ofLabel.min()! <= 1)
        }
        #expect(Set(folds.map(\.validation.count)) == [20, 21])
        #expect(
            numbers.folds(5, seed: 2, stratifiedBy: labels).map(\.validation.indices)
                == folds.map(\.validation.indices))
    }

    @Test("a split holds out one of two or more, however small the share, and none for a share of 0")
    func smallGroups() {
        let few = Examples(["a", "a", "b", "c", "c", "c"])
        func validation(_ share: Double) -> [String] {
            let labels = ["a", "a", "b", "c", "c", "c"]
            return few.split(validationShare: share, stratifiedBy: labels).validation.indices.map {
                labels[$0]
            }
        }
        #expect(validation(0.1) == ["a", "c"])
        #expect(validation(0) == [])
        #expect(few.split(validationShare: 0.01).validation.count == 1)
    }

    @Test("a label that cannot be read is an error")
    func unreadable() {
        let unlucky = CountedNumbers(20)
        #expect(throws: DataError.self) { try unlucky.split(validationShare: 0.5) { $0 % 2 } }
        #expect(throws: DataError.self) { try unlucky.folds(2) { $0 % 2 } }
    }

    private func classCounts(_ indices: [Int]) -> [String: Int] {
        Dictionary(indices.map { (labels[$0], 1) }, uniquingKeysWith: +)
    }
}

@Suite("Class balance")
struct ClassBalanceTests {
    private let classes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 2]

    @Test("classes are counted, those without samples too")
    func counts() throws {
        let samples = Samples(inputs: Tensor.zeros([10, 1]), targets: Tensor(classes, dtype: .int32))
        #expect(try samples.classCounts() == [9, 0, 1])
        #expect(try samples.prefix(0).classCounts() == [])
    }

    @Test("balanced batches have every class about equally often")
    func balance() {
        let batches = MiniBatches(
            weights: balancingWeights(of: classes), count: 4000, batchSize: 64, seed: 1)
        let drawn = batches.flatMap { $0 }
        #expect(drawn.count == 4000 && batches.count == 63)
        let rare = drawn.count { $0 == 9 }
        // Five standard deviations around 2000.
        #expect(abs(rare - 2000) < 160)
        #expect(Set(drawn) == Set(0..<10))
    }

    @Test("examples of weight 0 never come, and the others come by their weights")
    func weights() {
        let drawn = MiniBatches(weights: [0, 1, 0, 3, 0], count: 4000, batchSize: 1, seed: 2).flatMap { $0 }
        #expect(Set(drawn) == [1, 3])
        #expect(abs(drawn.count { $0 == 3 } - 3000) < 140)
        #expect(MiniBatches(weights: [0, 1], batchSize: 1).flatMap { $0 } == [1, 1])
        #expect(MiniBatches(weights: [], batchSize: 1).isEmpty)
    }

    @Test("draws depend on seed and epoch alone")
    func draws() {
        func drawn(_ seed: UInt64, _ epoch: Int) -> [Int] {
            MiniBatches(weights: [1, 2, 3], count: 50, batchSize: 8, seed: seed, epoch: epoch).flatMap { $0 }
        }
        #expect(drawn(1, 0) == drawn(1, 0))
        #expect(drawn(1, 0) != drawn(1, 1) && drawn(1, 0) != drawn(2, 0))
    }
}

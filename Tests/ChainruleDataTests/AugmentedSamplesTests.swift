import Chainrule
import ChainruleData
import Testing

@Suite("Augmented and mixed samples")
struct AugmentedSamplesTests {
    private let images: LabeledImages = {
        let pixels = (0..<20 * 64).map { UInt8(truncatingIfNeeded: ($0 * 97) >> 2) }
        return try! LabeledImages(
            pixels: pixels, labels: (0..<20).map { UInt8($0 % 4) }, height: 8, width: 8,
            classNames: ["a", "b", "c", "d"])
    }()
    private let augmentations: Augmentations = [
        .randomCrop(padding: 2), .horizontalFlip(), .affine(degrees: 20, scale: 0.8...1.2),
        .elastic(alpha: 5, sigma: 2), .colorJitter(brightness: 0.3, contrast: 0.3), .cutout(size: 3),
    ]

    private func batches(
        of samples: some SampleSet, workers: Int = 1, from first: Int = 0, seed: UInt64 = 3, epoch: Int = 0
    ) throws -> [[Float]] {
        let order = MiniBatches(count: 20, batchSize: 3, seed: seed, epoch: epoch)
        let batches = PrefetchedBatches(of: samples, in: order, startingAt: first, ahead: 4, workers: workers)
        var numbers: [[Float]] = []
        while let batch = try batches.next() {
            numbers.append(batch.inputs.scalars() + batch.targets.scalars(as: Float.self))
        }
        return numbers
    }

    private func checkReproducibility(_ samples: some SampleSet) throws {
        let expected = try batches(of: samples)
        #expect(try batches(of: samples, workers: 4) == expected)
        #expect(try batches(of: samples, workers: 2, from: 4) == Array(expected[4...]))
        #expect(try batches(of: samples, epoch: 1) != expected)
        #expect(try batches(of: samples, seed: 4) != expected)
    }

    @Test("follow from seed, epoch and example, whatever threads read and wherever reading begins")
    func reproducibility() throws {
        try checkReproducibility(images.augmented(by: augmentations))
        try checkReproducibility(images.mixed(by: .mixup(alpha: 1), classCount: 4))
        try checkReproducibility(
            images.augmented(by: augmentations).mixed(by: .cutMix(alpha: 1), classCount: 4))
    }

    @Test("read as a batch of levels are those that are read one by one")
    func levels() throws {
        let standardization = Standardization(fitting: images, per: .all)
        let batch = images.batch([4, 9, 2], augmentedBy: augmentations, then: standardization)
        let one = try images.augmented(by: augmentations).mapInputs(standardization.apply).batch([4, 9, 2])
        #expect(batch.inputs.shape == [3, 1, 8, 8])
        #expect(batch.targets.scalars(as: Int32.self) == [0, 1, 2])
        for (found, wanted) in zip(batch.inputs.scalars(as: Float.self), one.inputs.scalars(as: Float.self)) {
            #expect(abs(found - wanted) < 1e-5)
        }
    }

    @Test("of mixup are weighted sums of two, and so are their targets")
    func mixup() throws {
        let batch = images.batch([0, 1, 2, 3, 4, 5])
        var random = RandomStream(seed: 8)
        let mixed = BatchMixing.mixup(alpha: 0.7)(batch, classCount: 4, drawingFrom: &random)
        #expect(mixed.targets.shape == [6, 4])
        try checkPairs(batch, mixed) { own, other, share in
            zip(own, other).map { share * $0 + (1 - share) * $1 }
        }
    }

    @Test("of CutMix have a rectangle of another, of which the targets have the share")
    func cutMix() throws {
        let batch = images.batch([0, 1, 2, 3, 4, 5])
        for seed in 0..<20 as Range<UInt64> {
            var random = RandomStream(seed: seed)
            let mixed = BatchMixing.cutMix(alpha: 1)(batch, classCount: 4, drawingFrom: &random)
            let same = (0..<6).map { row -> Int in
                let (old, new) = (
                    batch.inputs[row].scalars(as: Float.self), mixed.inputs[row].scalars(as: Float.self)
                )
                return zip(old, new).count { $0 == $1 }
            }
            // All pixels of each image are its own or of one other image.
            let share = Double(same.min()!) / 64
            let targets = mixed.targets.scalars(as: Double.self)
            #expect(targets.allSatisfy { $0 > -1e-6 && $0 < 1 + 1e-6 })
            for row in 0..<6 {
                #expect(abs(targets[row * 4..<row * 4 + 4].reduce(0, +) - 1) < 1e-6)
                let label = Int(batch.targets[row].item())
                #expect(targets[row * 4 + label] >= share - 1e-6)
            }
        }
    }

    /// Checks that each mixed image is made of its own and another one, as its targets say.
    private func checkPairs(
        _ batch: Batch, _ mixed: Batch, _ mix: ([Float], [Float], Float) -> [Float]
    ) throws {
        for row in 0..<batch.count {
            let own: [Float] = batch.inputs[row].scalars()
            let targets: [Float] = mixed.targets[row].scalars()
            let label = Int(batch.targets[row].item())
            let found: [Float] = mixed.inputs[row].scalars()
            let isPair = (0..<batch.count).contains { partner in
                let other: [Float] = batch.inputs[partner].scalars()
                let otherLabel = Int(batch.targets[partner].item())
                let shares = otherLabel == label ? (0...1000).map { Float($0) / 1000 } : [targets[label]]
                return shares.contains { share in
                    zip(mix(own, other, share), found).allSatisfy { abs($0 - $1) < 2e-3 }
                }
            }
            #expect(isPair, "image \(row)")
            #expect(abs(targets.reduce(0, +) - 1) < 1e-6)
        }
    }

    @Test("are mixed by shares of the beta distribution", arguments: [0.4, 1, 3])
    func shares(_ alpha: Double) {
        // One black and one white image: the mean of the first shows the share, unless it is mixed with itself.
        let batch = Batch(
            inputs: Tensor([0, 1] as [Float], shape: [2, 1, 1, 1]),
            targets: Tensor([0, 1] as [Int32], shape: [2]))
        var random = RandomStream(seed: 5)
        var shares: [Double] = []
        while shares.count < 400 {
            let mixed = BatchMixing.mixup(alpha: alpha)(batch, classCount: 2, drawingFrom: &random)
            let targets: [Double] = mixed.targets.scalars()
            // Mixed with itself, the first image keeps its target.
            if targets[0] != 1 || targets[3] != 1 { shares.append(targets[0]) }
        }
        let mean = shares.reduce(0, +) / Double(shares.count)
        let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(shares.count)
        // Beta(α, α) has mean ½ and variance 1 / (4 (2α + 1)).
        #expect(abs(mean - 0.5) < 0.08)
        #expect(abs(variance * 4 * (2 * alpha + 1) - 1) < 0.25, "\(variance)")
    }
}

import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import TestSupport
import Testing

/// Trainings with something unusual that is as it should be.
@Suite("What the Doctor finds nothing wrong with") struct DoctorHealthTests {
    @Test("a regression in small batches", .optimizedBuildsOnly, arguments: [1, 2, 4, 16])
    func smallBatches(size: Int) throws {
        for seed in 0..<8 as Range<UInt64> {
            for noise in [0.1, 1] {
                let model = withRandomSeed(seed) { twoLayers(classes: 1) }
                let findings = try diagnoseRegression(
                    model, plane(400, noise: noise, seed: seed),
                    optimizer: SGD(model, learningRate: size < 16 ? 0.01 : 0.03),
                    epochs: 5, batchSize: size, seed: seed)
                #expect(findings == [], "seed \(seed), noise \(noise)")
            }
        }
    }

    @Test("a regression whose targets are far from zero", arguments: [1, 16])
    func distantTargets(batchSize: Int) throws {
        let samples = plane(800, mean: 125, scale: 7)
        let validation = plane(400, mean: 125, scale: 7, seed: 1)
        let linear = withRandomSeed(5) { Linear(8, 1) }
        // A single unit has no other that it could be like.
        linear.weight.value = .zeros([1, 8])
        let network = twoLayers(classes: 1)
        let findings =
            try diagnoseRegression(
                linear, samples, validation: validation, optimizer: SGD(linear, learningRate: 0.02),
                batchSize: batchSize)
            + diagnoseRegression(
                network, samples, validation: validation,
                optimizer: Adam(network, learningRate: batchSize == 1 ? 0.01 : 0.02),
                epochs: batchSize == 1 ? 5 : 40, batchSize: batchSize)
        #expect(findings == [])
    }

    @Test("a large table of words, of which a batch has few", arguments: [true, false])
    func largeTable(isAdam: Bool) throws {
        // The last word tells the class.
        let labels = (0..<800).map { Int32($0 % 4) }
        let words = withRandomSeed(1) { Tensor.uniform([800, 4]) * 5000 }.cast(to: .int32)
        let last = Tensor(labels.enumerated().map { Int32($0 % 100) / 4 * 4 + $1 }, shape: [800, 1])
        let samples = Samples(
            inputs: concatenate([words, last], axis: 1), targets: Tensor(labels, shape: [800]))
        let model = withRandomSeed(5) {
            Sequential {
                Embedding(5000, 16)
                Function { $0.mean(axes: 1) }
                Linear(16, 32)
                ReLU()
                Linear(32, 4)
            }
        }
        let optimizer: Optimizer =
            isAdam ? Adam(model, learningRate: 0.01) : SGD(model, learningRate: 0.1, momentum: 0.9)
        let doctor = Doctor(show: { _ in })
        try Trainer(model, loss: softmaxCrossEntropy, optimizer: optimizer).fit(
            samples, epochs: 10, batchSize: 16, observers: [doctor])
        #expect(doctor.findings == [])
    }

    @Test("scales and places that start all equal, and branches that start at zero")
    func equalStart() throws {
        struct Block: Layer {
            let places = Parameter(.zeros([4, 8]), name: "places")
            let first: Linear, last: Linear

            init() {
                (first, last) = (Linear(8, 16), Linear(16, 8))
                last.weight.value = .zeros([8, 16])
            }

            func forward(_ input: Tensor) -> Tensor {
                let placed = input + places.value
                return placed + last(relu(first(placed)))
            }
        }
        let model = withRandomSeed(5) {
            Sequential {
                Function { $0.reshaped(to: [$0.shape[0], 4, 8]) }
                LayerNorm([4, 8] as Shape)
                Block()
                LayerNorm([4, 8] as Shape)
                Flatten()
                Linear(32, 4)
            }
        }
        #expect(try diagnose(model, clouds(400, features: 32)) == [])
    }

    @Test("zeros in the last convolutions of residual blocks, with batch normalization")
    func zeroConvolutions() throws {
        struct Block: Layer {
            let first = Conv2d(4, 4, kernel: 3, padding: 1), normalization = BatchNorm2d(4)
            let last = Conv2d(4, 4, kernel: 3, padding: 1)

            init() { last.weight.value = .zeros(last.weight.type.shape) }

            func forward(_ input: Tensor) -> Tensor {
                input + last(relu(normalization(first(input))))
            }
        }
        let model = withRandomSeed(5) {
            Sequential {
                Function { $0.reshaped(to: [$0.shape[0], 1, 6, 6]) }
                Conv2d(1, 4, kernel: 3, padding: 1)
                Block()
                Block()
                Flatten()
                Linear(144, 4)
            }
        }
        #expect(try diagnose(model, clouds(400, features: 36), learningRate: 0.05) == [])
    }

    @Test("batch normalization over 16 examples")
    func batchNormalization() throws {
        let model = withRandomSeed(5) {
            Sequential {
                Linear(8, 32)
                BatchNorm1d(32)
                ReLU()
                Linear(32, 4)
            }
        }
        #expect(try diagnose(model, clouds(400), validation: clouds(200, seed: 1)) == [])
    }

    @Test("two classes, of which one is three times as frequent")
    func unbalancedClasses() throws {
        let samples = clouds(800)
        let labels = samples.targets.scalars(as: Int32.self).map { $0 == 0 ? Int32(1) : 0 }
        let model = twoLayers(classes: 2)
        #expect(
            try diagnose(
                model, Samples(inputs: samples.inputs, targets: Tensor(labels, shape: [800])),
                learningRate: 0.05)
                == [])
    }

    @Test(
        "pixels as they are, from 0 to 1, and each pixel standardized", .optimizedBuildsOnly, arguments: 0..<4
    )
    func pixels(seed: UInt64) throws {
        let glyphs = Glyphs.digits.draw(2000, seed: seed)
        let batch = glyphs.batch(ArraySlice(0..<2000))
        let (inputs, targets) = (batch.inputs.flattened(from: 1), batch.targets)
        #expect(
            try diagnose(
                twoLayers(784, hidden: 32, classes: 10), Samples(inputs: inputs, targets: targets), epochs: 3)
                == [])
        let distance = inputs - inputs.mean(axes: 0)
        let deviation = sqrt((distance * distance).mean(axes: 0))
        let standardized = Samples(inputs: distance / maximum(deviation, 1e-3), targets: targets)
        #expect(
            try diagnose(
                twoLayers(784, hidden: 32, classes: 10), standardized, learningRate: 0.02, epochs: 3) == [])
    }
}

import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import Testing

/// A constant that is added to a loss moves no parameter, so it must not move a judgment either.
@Suite("The Doctor judges losses without a zero") struct DoctorLossScaleTests {
    /// Trainings of many kinds under a loss that `shift` is added to.
    enum Patient: String, CaseIterable, CustomTestStringConvertible {
        case healthy, overfitting, underfitting, plateaued, exploding, bold, knowing, swinging, tooSlow
        case healthyRegression, overfittingRegression, poorRegression

        var testDescription: String { rawValue }

        func findings(shiftedBy shift: Double) throws -> [Doctor.Finding.Kind] {
            func entropy(_ outputs: Tensor, _ targets: Tensor) -> Tensor {
                softmaxCrossEntropy(outputs, targets) + shift
            }
            func squares(_ outputs: Tensor, _ targets: Tensor) -> Tensor {
                squaredError(outputs, targets) + shift
            }
            func regression(
                _ model: some Layer, _ samples: Samples, _ validation: Samples? = nil, epochs: Int = 5
            ) throws -> [Doctor.Finding] {
                try diagnoseRegression(
                    model, samples, validation: validation, loss: squares,
                    optimizer: Adam(model, learningRate: 0.05), epochs: epochs)
            }
            let noisy = noise(32)
            let findings: [Doctor.Finding] =
                switch self {
                case .healthy: try diagnose(twoLayers(), clouds(400), loss: entropy)
                case .overfitting:
                    try diagnose(
                        twoLayers(hidden: 64), noisy, validation: noise(200, seed: 1), loss: entropy,
                        learningRate: 0.2, epochs: 60)
                case .underfitting:
                    try diagnose(
                        twoLayers(), clouds(1600, noise: 3), validation: clouds(1000, noise: 3, seed: 1),
                        loss: entropy, learningRate: 0.02, epochs: 2)
                case .plateaued:
                    try diagnose(twoLayers(), noise(3200), loss: entropy, learningRate: 0.02, epochs: 1)
                case .exploding:
                    try diagnose(
                        withRandomSeed(5) { Sequential { Linear(8, 4) } }, clouds(400), loss: entropy,
                        learningRate: 500, epochs: 1)
                case .bold:
                    try diagnose(
                        withRandomSeed(5) { scaled(Linear(8, 4), by: 40) }, clouds(400), loss: entropy)
                case .knowing:
                    try regression(
                        layerThatAdds(),
                        Samples(
                            inputs: plane(200).inputs, targets: plane(200).inputs.sum(axes: 1, keepDims: true)
                        ), epochs: 1)
                case .swinging:
                    try diagnose(
                        twoLayers(), clouds(800, noise: 1.2, seed: 2), loss: entropy, learningRate: 1.9)
                case .tooSlow: try diagnose(twoLayers(), clouds(400), loss: entropy, learningRate: 1e-6)
                case .healthyRegression:
                    try regression(twoLayers(classes: 1), plane(400), plane(200, seed: 1))
                case .overfittingRegression:
                    try regression(
                        twoLayers(hidden: 64, classes: 1), plane(32, slope: 0, noise: 1),
                        plane(200, slope: 0, noise: 1, seed: 1), epochs: 200)
                case .poorRegression:
                    try regression(twoLayers(classes: 1), plane(800, slope: 0.3, noise: 1), epochs: 1)
                }
            return findings.map(\.kind)
        }
    }

    @Test("a constant added to the loss changes no finding", arguments: Patient.allCases)
    func shifts(patient: Patient) throws {
        let expected = try patient.findings(shiftedBy: 0)
        // Most of these losses, and all that are good, are then below zero.
        #expect(try patient.findings(shiftedBy: -3.5) == expected)
    }

    /// The negative logarithm of a Gaussian density whose mean and log variance are the outputs, without its constant;
    /// the second column of the targets is no part of it.
    private func gaussian(_ shift: Double) -> Trainer.Loss {
        { outputs, targets in
            let error = targets[0..., 0..<1] - outputs[0..., 0..<1]
            let logVariance = outputs[0..., 1..<2]
            return (logVariance + error * error * exp(-logVariance)).mean() * 0.5 + shift
        }
    }

    private func withSecondColumn(_ samples: Samples) -> Samples {
        Samples(
            inputs: samples.inputs,
            targets: concatenate([samples.targets, .ones(samples.targets.shape)], axis: 1))
    }

    /// Targets of a deviation of a tenth, known to a hundredth: the density becomes larger than 1, its logarithm positive.
    @Test(
        "a density that is learned well has no findings, though its loss crosses zero",
        arguments: [0, 3.5])
    func density(shift: Double) throws {
        let model = withRandomSeed(5) {
            Sequential {
                Linear(8, 32)
                Tanh()
                Linear(32, 2)
            }
        }
        let doctor = Doctor(show: { _ in })
        let trainer = Trainer(model, loss: gaussian(shift), optimizer: Adam(model, learningRate: 0.003))
        try trainer.fit(
            withSecondColumn(plane(800, noise: 0.1, scale: 0.1)),
            validation: withSecondColumn(plane(400, noise: 0.1, scale: 0.1, seed: 1)), epochs: 20,
            batchSize: 16, observers: [doctor])
        #expect(try #require(trainer.history.last?.validationLoss) < -2 + shift)
        #expect(doctor.findings.map(\.kind) == [])
    }

    @Test("a density that fits the training set alone is overfitting", arguments: [0, 10])
    func overfittedDensity(shift: Double) throws {
        let model = twoLayers(hidden: 64, classes: 2)
        let doctor = Doctor(show: { _ in })
        try Trainer(model, loss: gaussian(shift), optimizer: Adam(model, learningRate: 0.01)).fit(
            withSecondColumn(plane(32, slope: 0, noise: 1)),
            validation: withSecondColumn(plane(200, slope: 0, noise: 1, seed: 1)), epochs: 150, batchSize: 16,
            observers: [doctor])
        #expect(doctor.findings.map(\.kind).contains(.overfitting))
    }

    @Test("a density passes the memorization test by what it learns of its examples", arguments: [0, 10])
    func memorization(shift: Double) throws {
        func result(_ samples: Samples) throws -> MemorizationTest {
            let model = twoLayers(hidden: 64, classes: 2)
            let trainer = Trainer(model, loss: gaussian(shift), optimizer: Adam(model, learningRate: 0.01))
            let doctor = Doctor(show: { _ in })
            return try #require(try doctor.testMemorization(trainer, withSecondColumn(samples), steps: 300))
        }
        let success = try result(plane(40, slope: 0, noise: 1, scale: 0.1))
        #expect(success.hasSucceeded && success.steps > 10 && success.shareLeft <= 0.01)
        // The best constant answer knows mean and variance: −1.8 or so.
        #expect(success.baselineLoss < -1 + shift)
        let targets = plane(40, slope: 0, noise: 1, scale: 0.1).targets
        let failure = try result(Samples(inputs: .ones([40, 8]), targets: targets))
        #expect(!failure.hasSucceeded && failure.steps == 300)
    }

    @Test(
        "a loss is divergent by how far it rose, as a multiple of the first one's size", arguments: [50, -50])
    func divergence(first: Double) throws {
        func fit(validationLoss: Double) throws {
            let model = Linear(8, 1)
            let trainer = Trainer(
                model, loss: { ($0 * 0 + $1).mean() }, optimizer: SGD(model, learningRate: 0.1))
            trainer.divergenceFactor = 10
            func samples(_ loss: Double) -> Samples {
                Samples(inputs: .ones([4, 8]), targets: .full([4, 1], loss))
            }
            try trainer.fit(samples(first), validation: samples(validationLoss), epochs: 1)
        }
        try fit(validationLoss: first + 499)
        #expect(throws: TrainingError.self) { try fit(validationLoss: first + 501) }
    }
}

/// A layer that adds up its inputs from the start.
private func layerThatAdds() -> Linear {
    let layer = withRandomSeed(5) { Linear(8, 1) }
    (layer.weight.value, layer.bias!.value) = (.ones([1, 8]), .full([1], 0.1))
    return layer
}

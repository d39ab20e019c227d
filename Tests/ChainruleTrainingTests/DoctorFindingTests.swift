import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import Testing

/// Trainings that are ill in one way each.
@Suite("What the Doctor finds") struct DoctorFindingTests {
    // MARK: - What it is made of

    @Test("a network of thousands of parameters for every example")
    func manyParameters() throws {
        func notes(hidden: Int) throws -> [Doctor.Finding] {
            try diagnose(twoLayers(hidden: hidden), clouds(16), learningRate: 0.01, epochs: 1).filter {
                $0.kind == .manyParameters
            }
        }
        let note = try #require(try notes(hidden: 2000).first)
        #expect(
            note.severity == .note
                && note.evidence.contains("26004 trainable parameters for 16 examples, 1625 per example"))
        #expect(try notes(hidden: 1000).isEmpty)
    }

    @Test("weights that start equal and stay so, but none that anything makes different")
    func equalWeights() throws {
        func model(_ values: [Double?], biases: Bool = false) -> Sequential {
            let layers = withRandomSeed(5) { [Linear(8, 16), Linear(16, 4)] }
            if !biases { layers[0].bias?.value = .zeros([16]) }
            for (layer, value) in zip(layers, values) {
                if let value { layer.weight.value = .full(layer.weight.type.shape, value) }
            }
            return Sequential([layers[0], Tanh(), layers[1]])
        }
        expect(
            try diagnose(model([0.1, 0.1]), clouds(400)), .equalWeights, .serious,
            "all values of 0.weight are 0.1")
        expect(try diagnose(model([0, 0]), clouds(400)), .equalWeights, .serious, "0.weight, 2.weight are 0")
        #expect(try diagnose(model([nil, 0]), clouds(400)) == [])
        // Here the units differ by the layer behind them or by their biases.
        #expect(try diagnose(model([0.1, nil]), clouds(400)) == [])
        #expect(try diagnose(model([0.1, 0.1], biases: true), clouds(400)) == [])
    }

    @Test("batch normalization over a few examples")
    func tinyBatches() throws {
        let model = withRandomSeed(5) {
            Sequential {
                Linear(8, 16)
                BatchNorm1d(16)
                ReLU()
                Linear(16, 4)
            }
        }
        expect(
            try diagnose(model, clouds(400), learningRate: 0.01, batchSize: 4), .tinyBatches, .warning,
            "batch normalization (1) estimates mean and variance from 4 examples")
        #expect(try diagnose(twoLayers(), clouds(400), learningRate: 0.02, batchSize: 4) == [])
    }

    @Test("dropout that was left on in evaluation")
    func randomEvaluation() throws {
        let model = withRandomSeed(5) {
            Sequential {
                Linear(8, 64)
                ReLU()
                Function { select($0 * 1.25, where: Tensor.uniform($0.shape) .> 0.2, otherwise: 0) }
                Linear(64, 4)
            }
        }
        expect(try diagnose(model, clouds(400)), .randomEvaluation, .warning, "two evaluations")
    }

    @Test("a parameter that the loss does not depend on, with a penalty on it too", arguments: [nil, 1e-3])
    func unusedParameters(penalty: Double?) throws {
        struct Forgetful: Layer {
            let used = Linear(8, 4), forgotten = Linear(8, 4)
            func forward(_ input: Tensor) -> Tensor { used(input) }
        }
        expect(
            try diagnose(withRandomSeed(5) { Forgetful() }, clouds(400), penalty: penalty),
            .unusedParameters,
            .warning, "forgotten.weight, forgotten.bias")
    }

    // MARK: - What flows through it

    @Test("ReLUs that let nothing through, and only where most do not")
    func deadUnits() throws {
        func model(dead: Int) -> Sequential {
            let layer = withRandomSeed(5) { Linear(8, 20) }
            layer.bias?.value = Tensor((0..<20).map { $0 < dead ? -100.0 : 0 })
            return Sequential([layer, ReLU(), withRandomSeed(6) { Linear(20, 4) }])
        }
        expect(
            try diagnose(model(dead: 20), clouds(400)), .deadUnits, .serious,
            "100 % of the units of relu after 0")
        expect(try diagnose(model(dead: 10), clouds(400)), .deadUnits, .warning, "50 % ")
        #expect(try diagnose(model(dead: 2), clouds(400)) == [])
    }

    @Test("units at their bounds, but not those of the outputs", arguments: [true, false])
    func saturatedUnits(_ isTanh: Bool) throws {
        let model = withRandomSeed(5) {
            Sequential {
                scaled(Linear(8, 32), by: 60)
                if isTanh { Tanh() } else { Sigmoid() }
                Linear(32, 4)
            }
        }
        expect(
            try diagnose(model, clouds(400)), .saturatedUnits, .warning,
            isTanh ? "tanh after 0" : "sigmoid after 0",
            isTanh ? "0.01 of −1 and 1" : "0.01 of 0 and 1")
        let probable = withRandomSeed(5) { Sequential([scaled(Linear(8, 1), by: 60), Sigmoid()]) }
        let samples = clouds(400, classes: 2)
        let targets = samples.targets.cast(to: .float32).reshaped(to: [400, 1])
        let doctor = Doctor(show: { _ in })
        try Trainer(probable, loss: squaredError, optimizer: SGD(probable, learningRate: 0.1)).fit(
            Samples(inputs: samples.inputs, targets: targets), epochs: 3, observers: [doctor])
        #expect(!doctor.findings.map(\.kind).contains(.saturatedUnits))
    }

    @Test("gradients that vanish in a deep network of sigmoids, with a penalty too", arguments: [nil, 0.1])
    func vanishingGradients(penalty: Double?) throws {
        let model = withRandomSeed(5) {
            Sequential {
                Linear(8, 16)
                for _ in 0..<8 {
                    Sigmoid()
                    Linear(16, 16)
                }
                Sigmoid()
                Linear(16, 4)
            }
        }
        expect(
            try diagnose(model, clouds(400), penalty: penalty), .vanishingGradients, .warning,
            "the gradient of 0.weight", "times that of 18.weight")
    }

    @Test("gradients that grow on their way back")
    func explodingGradients() throws {
        let model = withRandomSeed(5) {
            Sequential {
                Linear(8, 16)
                for _ in 0..<6 {
                    Function { sin($0) }
                    scaled(Linear(16, 16), by: 20)
                }
                Function { sin($0) }
                Linear(16, 4)
            }
        }
        let findings = try diagnose(model, clouds(400), learningRate: 1e-6)
        expect(Array(findings.prefix(1)), .explodingGradients, .warning, "times that of 14.weight")
    }

    // MARK: - The loss and the steps

    @Test("a first loss far above that of guessing")
    func initialLoss() throws {
        let model = withRandomSeed(5) { scaled(Linear(8, 4), by: 40) }
        expect(
            try diagnose(model, clouds(400)), .initialLoss, .warning, "outputs of zero would give 1.39")
    }

    @Test("a loss that stands still because there is nothing to learn")
    func standingLoss() throws {
        expect(
            try diagnose(twoLayers(), noise(3200), learningRate: 0.02, epochs: 1), .lossNotFalling, .warning,
            "of 200 steps")
    }

    @Test("a loss that rises well above its start")
    func explodingLoss() throws {
        let samples = clouds(400)
        let targets = samples.inputs.sum(axes: 1, keepDims: true)
        let model = withRandomSeed(5) { Linear(8, 1) }
        let trainer = Trainer(model, loss: squaredError, optimizer: SGD(model, learningRate: 0.35))
        let doctor = Doctor(show: { _ in })
        _ = try? trainer.fit(
            Samples(inputs: samples.inputs, targets: targets), epochs: 1, batchSize: 16, observers: [doctor])
        #expect(doctor.findings.first?.kind == .lossExploding)
        #expect(doctor.findings.first?.advice.contains("learning rate (0.35)") == true)
    }

    @Test("a loss that rises well above its start in a training of few steps")
    func explodingLossOfFewSteps() throws {
        let doctor = Doctor(show: { _ in })
        let model = withRandomSeed(5) { Sequential { Linear(8, 10) } }
        let trainer = Trainer(model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 500))
        let samples = clouds(256, noise: 1.2, seed: 2)
        _ = try? trainer.fit(samples, validation: samples, epochs: 1, batchSize: 64, observers: [doctor])
        #expect(doctor.findings.map(\.kind).contains(.lossExploding))
    }

    @Test("steps that are too long")
    func learningRateTooHigh() throws {
        expect(
            try diagnose(twoLayers(), clouds(800, noise: 1.2, seed: 2), learningRate: 1.9),
            .learningRateTooHigh)
    }

    @Test("steps that are too short")
    func learningRateTooLow() throws {
        expect(
            try diagnose(twoLayers(), clouds(400), learningRate: 1e-6), .learningRateTooLow, .warning,
            "where 0.001 is usual")
    }

    @Test("steps that are short because a schedule has let the rate decay are not too short")
    func decayedRate() throws {
        func findings(_ schedule: Schedule) throws -> [Doctor.Finding.Kind] {
            let model = twoLayers()
            let doctor = Doctor(show: { _ in })
            // What cannot be learned keeps the loss up, so that the steps are judged to the end.
            try Trainer(
                model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.02),
                schedule: schedule
            ).fit(noise(400), epochs: 8, batchSize: 16, observers: [doctor])
            return doctor.findings.map(\.kind)
        }
        #expect(!(try findings(.exponential(factor: 0.1)).contains(.learningRateTooLow)))
        #expect(!(try findings(.linear).contains(.learningRateTooLow)))
    }

    @Test("a rate is advised that moves the weights as usual")
    func advisedRate() throws {
        let finding = try #require(try diagnose(twoLayers(), clouds(400), learningRate: 1e-6).first)
        #expect(finding.advice.hasPrefix("raise the learning rate (1e-06) to about 0.0"), "\(finding.advice)")
    }

    @Test("steps that are too short, whatever is worth a note about the inputs")
    func noteAndWarning() throws {
        let samples = clouds(400)
        let shifted = Samples(inputs: samples.inputs + 3, targets: samples.targets)
        let findings = try diagnose(twoLayers(), shifted, learningRate: 1e-6)
        #expect(findings.map(\.kind) == [.unscaledInputs, .learningRateTooLow])
        #expect(findings.map(\.severity) == [.note, .warning])
    }

    // MARK: - What was learned

    @Test("a network that overfits")
    func overfitting() throws {
        let findings = try diagnose(
            twoLayers(hidden: 64), noise(32), validation: noise(200, seed: 1), learningRate: 0.2, epochs: 60)
        expect(findings, .overfitting, .warning, "the network is overfitting", "accuracy ")
    }

    @Test("a network that ends up hardly better than guessing")
    func underfitting() throws {
        let findings = try diagnose(
            twoLayers(), clouds(1600, noise: 3), validation: clouds(1000, noise: 3, seed: 1),
            learningRate: 0.02,
            epochs: 2)
        expect(findings, .underfitting, .note, "the loss of the best constant prediction")
    }

    @Test("examples that cannot be memorized, because they contradict each other")
    func memorizationFailed() throws {
        let doctor = Doctor(show: { _ in })
        let result = try doctor.testMemorization(trainer(twoLayers(), learningRate: 0.2), clouds(400))
        #expect(result?.hasSucceeded == true && result?.examples == 20 && result!.steps < 500)
        #expect(doctor.findings == [])
        let same = Samples(inputs: .ones([40, 8]), targets: clouds(40).targets)
        let failure = try doctor.testMemorization(trainer(twoLayers(), learningRate: 0.2), same)
        #expect(failure?.hasSucceeded == false && failure?.steps == 500)
        expect(doctor.findings, .memorizationFailed, .warning, "cannot memorize 20 examples: in 500 steps")
        #expect(doctor.findings.first?.advice.contains("those of the 20 examples are all the same") == true)
    }

    @Test("outputs of so many numbers that the best constant prediction is not searched for can be memorized")
    func memorizationWithoutBaseline() throws {
        let model = twoLayers(hidden: 64, classes: 5001)
        let samples = plane(40)
        let wide = Samples(inputs: samples.inputs, targets: samples.targets.broadcast(to: [40, 5001]))
        let trainer = Trainer(
            model, loss: { squaredError($0, $1) }, optimizer: Adam(model, learningRate: 0.01))
        let doctor = Doctor(show: { _ in })
        let result = try doctor.testMemorization(trainer, wide)
        #expect(result?.hasSucceeded == true)
        #expect(doctor.findings == [])
    }

    @Test("a loss that diverges during the memorization test")
    func divergenceByHeart() throws {
        let doctor = Doctor(show: { _ in })
        let result = try doctor.testMemorization(trainer(twoLayers(), learningRate: 1e20), clouds(400))
        #expect(result == nil)
        expect(doctor.findings, .memorizationFailed, .warning, "the loss became")
        #expect(doctor.findings.first?.advice.contains("learning rate") == true)
    }
}

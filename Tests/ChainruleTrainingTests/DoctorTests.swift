import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import TestSupport
import Testing

@Suite("Doctor") struct DoctorTests {
    @Test("healthy trainings get no finding")
    func healthy() throws {
        let findings = try diagnose(twoLayers(), clouds(400), validation: clouds(100, seed: 1))
        #expect(findings == [])
    }

    @Test(
        "the recipes are healthy on glyphs", .optimizedBuildsOnly,
        arguments: ["adaline", "softmax", "svm", "two-layer", "mlp", "lenet", "lenet-5", "mnist-sprint"])
    func recipes(_ name: String) throws {
        let recipe = try #require(Recipe.named(name))
        let data = Glyphs.digits.trainingData(trainingCount: 2000, validationCount: 400, seed: 0)
        let doctor = Doctor(show: { _ in })
        try RecipeRun(recipe, on: TaskData(data), seed: 0).fit(observers: [doctor])
        #expect(doctor.findings == [])
    }

    @Test("Adam, batch normalization, dropout, tanh and a regression are healthy too")
    func otherTrainings() throws {
        let model = withRandomSeed(5) {
            Sequential {
                Linear(8, 32)
                BatchNorm1d(32)
                Tanh()
                Dropout(0.2)
                Linear(32, 4)
            }
        }
        let doctor = Doctor(show: { _ in })
        try Trainer(model, loss: softmaxCrossEntropy, optimizer: Adam(model, learningRate: 3e-3)).fit(
            clouds(400), validation: clouds(100, seed: 1), epochs: 5, batchSize: 16, observers: [doctor])

        let inputs = clouds(400).inputs
        let line = Samples(inputs: inputs, targets: inputs.sum(axes: 1, keepDims: true))
        let linear = withRandomSeed(5) { Linear(8, 1) }
        try Trainer(linear, loss: squaredError, optimizer: SGD(linear, learningRate: 0.02)).fit(
            line, epochs: 5, batchSize: 16, observers: [doctor])
        #expect(doctor.findings == [])
    }

    @Test("sequences of tokens, and updates made of several batches, are healthy too")
    func tokens() throws {
        let labels = (0..<400).map { Int32($0 % 4) }
        let tokens = Tensor(labels.flatMap { [$0, 4, $0 + 5, 4, 9] }, shape: [400, 5])
        let samples = Samples(inputs: tokens, targets: Tensor(labels, shape: [400]))
        let doctor = Doctor(show: { _ in })
        for accumulation in [1, 2] {
            let model = withRandomSeed(5) {
                Sequential {
                    Embedding(10, 8)
                    Linear(8, 16)
                    ReLU()
                    Function { $0.mean(axes: 1) }
                    Linear(16, 4)
                }
            }
            try Trainer(
                model, loss: softmaxCrossEntropy, optimizer: Adam(model, learningRate: 3e-3),
                accumulation: accumulation
            ).fit(samples, epochs: 4, batchSize: 8, observers: [doctor])
        }
        #expect(doctor.findings == [])
    }

    @Test("units are the last axis behind a fully connected layer and the channels behind a convolution")
    func units() throws {
        final class Looker: TrainingObserver {
            var units: [String: Int] = [:]
            var inspectionInterval: Int? { 1 }
            func stepEnds(_ step: StepReport, of training: Training) {
                for figures in step.inspection?.activations ?? [] {
                    units[figures.name] = figures.isBlocked.count
                }
            }
        }
        let model = withRandomSeed(5) {
            Sequential {
                Conv2d(1, 3, kernel: 3)
                Tanh()
                Function { $0.reshaped(to: [$0.shape[0], 3, 36]) }
                Linear(36, 7)
                ReLU()
                Flatten()
                Linear(21, 4)
                Sigmoid()
            }
        }
        let images = clouds(32, features: 64)
        let looker = Looker()
        try trainer(model, learningRate: 0.01).fit(
            Samples(inputs: images.inputs.reshaped(to: [32, 1, 8, 8]), targets: images.targets), epochs: 1,
            observers: [looker])
        #expect(looker.units == ["tanh after 0": 3, "relu after 3": 7])
    }

    @Test("a watched training gives the same bits, with dropout and a penalty too")
    func watchingChangesNothing() throws {
        func parameters(_ observers: [any TrainingObserver]) throws -> [[Float]] {
            let model = withRandomSeed(5) {
                Sequential {
                    Linear(8, 16)
                    ReLU()
                    Dropout(0.5)
                    Function { $0 + Tensor.normal($0.shape) }
                    Linear(16, 4)
                }
            }
            try trainer(
                model, learningRate: 0.1, momentum: 0.9, penalty: { l2Penalty(of: $0, strength: 1e-3) }
            ).fit(
                clouds(100), epochs: 3, batchSize: 16, observers: observers)
            return model.parameters().map { $0.parameter.value.scalars() }
        }
        #expect(try parameters([Doctor(show: { _ in })]) == parameters([]))
    }

    @Test("a finding is printed at once, once, and again in the report")
    func telling() throws {
        var lines: [String] = []
        let doctor = Doctor(show: { lines.append($0) })
        #expect(doctor.report() == "doctor: checked 0 steps, no problems found")
        let dead = withRandomSeed(5) { Linear(8, 16) }
        dead.bias?.value = .full([16], -100)
        let model = Sequential([dead, ReLU(), Linear(16, 4)])
        try trainer(model, learningRate: 0.01).fit(
            clouds(400), epochs: 4, batchSize: 16, observers: [doctor])
        let finding = try #require(doctor.findings.first)
        #expect(doctor.findings.count == 1 && lines.count == 2)
        #expect(lines[0] == "doctor: \(finding)" && !lines[0].contains("\n"))
        #expect(
            lines[0].hasPrefix(
                "doctor: serious, step \(finding.step) in epoch \(finding.epoch): 100 % of the units of relu "
            ))
        #expect(lines[1] == doctor.report())
        #expect(
            lines[1].hasPrefix("doctor: checked 100 steps, 1 finding\n\nserious  dead units, step "))
        #expect(lines[1].contains("\n  seen   \(finding.evidence)\n  try    \(finding.advice)"))
    }

    @Test("one line ends a healthy training")
    func calm() throws {
        var lines: [String] = []
        try trainer(twoLayers(), learningRate: 0.1).fit(
            clouds(160), epochs: 1, batchSize: 16, observers: [Doctor(show: { lines.append($0) })])
        #expect(lines == ["doctor: checked 10 steps, no problems found"])
    }

    @Test("a resumed training is not judged by its first loss, nor for a plateau that it resumed at")
    func goingOn() throws {
        let model = withRandomSeed(5) { scaled(Linear(8, 4), by: 40) }
        let trainer = trainer(model, learningRate: 0.01)
        try trainer.fit(clouds(400), epochs: 1, batchSize: 16)
        let late = Doctor(show: { _ in })
        try trainer.fit(clouds(400), epochs: 2, batchSize: 16, observers: [late])
        #expect(!late.findings.map(\.kind).contains(.initialLoss))

        let learned = self.learned()
        let calm = Doctor(show: { _ in })
        try learned.fit(clouds(400), epochs: 20, batchSize: 16, observers: [calm])
        #expect(calm.findings == [])
        try learned.fit(clouds(400), epochs: 20, batchSize: 16, observers: [calm])
        #expect(calm.findings == [])
    }

    private func learned() -> Trainer {
        let trainer = trainer(twoLayers(), learningRate: 0.1)
        _ = try? trainer.fit(clouds(400), epochs: 10, batchSize: 16)
        return trainer
    }

    @Test("the expected first loss may be given")
    func expectedLoss() throws {
        let doctor = Doctor(expectedInitialLoss: 0.1, show: { _ in })
        try trainer(twoLayers(), learningRate: 0.1).fit(
            clouds(64), epochs: 1, batchSize: 16, observers: [doctor])
        let finding = try #require(doctor.findings.first)
        #expect(finding.kind == .initialLoss && finding.evidence.contains("would give 0.1: "))
    }
}

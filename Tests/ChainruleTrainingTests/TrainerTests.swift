import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import RecipeTestSupport
import TestSupport
import Testing

@Suite("The trainer")
struct TrainerTests {
    @Test("memorizes twenty examples")
    func overfitting() throws {
        let run = try sampleRun("softmax", examples: 20, epochs: 30, batchSize: 5)
        try run.fit()
        #expect(try run.trainer.evaluate(on: run.training).metrics.values["accuracy"]! > 0.95)
    }

    @Test(
        "reads most glyphs after one epoch of the recipes for small images", .optimizedBuildsOnly,
        arguments: ["softmax", "svm", "two-layer", "mlp", "lenet-5", "lenet", "mnist-sprint"])
    func recipes(_ recipe: String) throws {
        let run = try sampleRun(recipe, examples: 500, epochs: 1, batchSize: 20)
        try run.fit()
        #expect(try run.trainer.evaluate(on: run.validation).metrics.values["accuracy"]! > 0.5)
    }

    @Test("additional outputs add their losses in training, and are ignored in evaluation")
    func auxiliaryOutputs() throws {
        struct Network: AuxiliaryOutputs {
            let first = Linear(3, 4), head = Linear(4, 2), last = Linear(4, 2)
            let auxiliaryWeight = 0.25
            func outputs(_ input: Tensor) -> (output: Tensor, auxiliary: [Tensor]) {
                let features = tanh(first(input))
                return (last(features), [head(features)])
            }
        }
        let model = withRandomSeed(1) { Network() }
        let inputs = Tensor.normal([6, 3], from: Generator(seed: 2))
        let labels = Tensor([0, 1, 1, 0, 1, 0] as [Int32])
        let own: Double = softmaxCrossEntropy(model(inputs), labels).item()
        let other: Double = softmaxCrossEntropy(model.outputs(inputs).auxiliary[0], labels).item()
        let before = model.head.weight.value.scalars(as: Float.self)
        let trainer = Trainer(model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.1))
        let samples = Samples(inputs: inputs, targets: labels)
        let evaluated = try #require(trainer.evaluate(on: samples).loss)
        #expect(abs(evaluated - own) < 1e-6)
        try trainer.fit(samples, epochs: 1, batchSize: 6)
        let expected = own + other / 4
        #expect(abs(trainer.history[0].loss - expected) < 1e-6)
        #expect(model.head.weight.value.scalars(as: Float.self) != before)
    }

    @Test(
        "the rules of the first neurons read most glyphs after some epochs", .optimizedBuildsOnly,
        arguments: ["perceptron", "adaline", "madaline"])
    func firstNeurons(_ recipe: String) throws {
        let run = try sampleRun(
            recipe, examples: 1000, epochs: 10, batchSize: recipe == "perceptron" ? 1 : 10)
        try run.fit()
        #expect(try run.trainer.evaluate(on: run.validation).metrics.values["accuracy"]! > 0.5)
    }

    @Test("lets a seed decide every bit of the model")
    func reproducibility() throws {
        func parameters(seed: UInt64) throws -> [String: [Float]] {
            let run = try sampleRun("two-layer", examples: 60, epochs: 2, batchSize: 25, seed: seed)
            try run.fit()
            return run.trainer.model.stateDictionary().mapValues { $0.scalars(as: Float.self) }
        }
        let first = try parameters(seed: 7)
        #expect(try parameters(seed: 7) == first)
        #expect(try parameters(seed: 8) != first)
    }

    @Test("tells observers of every step, and counts an uneven last batch as what it is")
    func progress() throws {
        let run = try sampleRun("softmax", examples: 25, epochs: 2, batchSize: 10)
        let witness = Witness()
        try run.fit(observers: [witness])
        #expect(witness.steps.map(\.epochExamples) == [10, 20, 25, 10, 20, 25])
        #expect(witness.steps.map(\.step) == [1, 2, 3, 4, 5, 6])
        #expect(witness.steps.map(\.epoch) == [1, 1, 1, 2, 2, 2])
        #expect(witness.steps.map(\.batch) == [1, 2, 3, 1, 2, 3])
        #expect(witness.epochs == run.trainer.history && witness.epochs.map(\.epoch) == [1, 2])
        #expect(witness.epochs[0].loss == witness.steps[2].epochLoss)
        #expect(witness.outcomes.count == 1)
        // Batches of 10, 10 and 5, weighed as such.
        let losses = witness.steps.prefix(3).map(\.loss)
        expectClose(
            Tensor(witness.epochs[0].loss), Tensor((losses[0] * 10 + losses[1] * 10 + losses[2] * 5) / 25))
    }

    @Test("measures the model on validation examples after every epoch")
    func validationFigures() throws {
        let run = try sampleRun("softmax", examples: 40, epochs: 1, batchSize: 10)
        try run.fit()
        let (record, validation) = (run.trainer.history[0], try run.trainer.evaluate(on: run.validation))
        #expect(record.validationMetrics == validation.metrics.values)
        #expect(record.validationLoss == validation.loss)
        #expect(record.seconds > 0 && record.idleSeconds >= 0)
    }

    @Test("ends with advice when the loss leaves all measure, and keeps the parameters it had")
    func divergence() throws {
        let run = try sampleRun("two-layer", examples: 30, epochs: 2, batchSize: 10, learningRate: 1e30)
        let witness = Witness()
        let error = #expect(throws: TrainingError.self) { try run.fit(observers: [witness]) }
        #expect(error?.description.contains("; try a learning rate of ") == true)
        #expect(witness.outcomes.count == 1)
        for (name, tensor) in run.trainer.model.stateDictionary() {
            let isFinite = tensor.scalars(as: Float.self).allSatisfy(\.isFinite)
            #expect(isFinite, "\(name)")
        }
    }

    @Test("names the operation that made the first number that is not finite")
    func origin() throws {
        let model = Sequential { Linear(2, 2) }
        let trainer = Trainer(
            model, loss: { outputs, _ in log(outputs - outputs).mean() },
            optimizer: SGD(model, learningRate: 0.1))
        let samples = Samples(inputs: Tensor([[1, 2], [3, 4]]), targets: Tensor([0, 0], dtype: .int32))
        let error = #expect(throws: TrainingError.self) { try trainer.fit(samples, epochs: 1) }
        let text = error?.description ?? ""
        #expect(
            text.contains("log after '0' produced the first NaN or infinity, from subtract 0.0…0.0"),
            "\(text)")
    }

    @Test("follows a schedule by updates, of however many batches each is made")
    func scheduledAccumulation() throws {
        let model = withRandomSeed(1) { Linear(2, 2) }
        let trainer = Trainer(
            model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.6), schedule: .linear,
            accumulation: 2)
        let samples = Samples(inputs: .ones([50, 2]), targets: .zeros([50], dtype: .int32))
        let witness = Witness()
        try trainer.fit(samples, epochs: 2, batchSize: 10, observers: [witness])
        // Five batches make three updates.
        for (step, rate) in zip(witness.steps, [0.6, 0.5, 0.4, 0.3, 0.2, 0.1]) {
            #expect(abs(step.learningRate - rate) < 1e-12)
        }
        #expect(witness.steps.count == 6)
    }

    @Test("makes the same step of several small batches as of one large")
    func accumulation() throws {
        func parameters(batchSize: Int, accumulation: Int) throws -> [String: Tensor] {
            let run = try sampleRun(
                "two-layer", examples: 50, epochs: 2, batchSize: batchSize, accumulation: accumulation)
            try run.fit()
            #expect(run.trainer.position.step == 4)
            return run.trainer.model.stateDictionary()
        }
        // The last step of an epoch has 14 examples, in batches of 4, 4, 4 and 2.
        let large = try parameters(batchSize: 36, accumulation: 1)
        let small = try parameters(batchSize: 4, accumulation: 9)
        for (name, tensor) in large {
            expectClose(try #require(small[name]), tensor, tolerance: 1e-5, name)
        }
    }

    @Test("resumes where it ended when more epochs are asked for")
    func moreEpochs() throws {
        let run = try sampleRun("softmax", examples: 20, epochs: 1, batchSize: 10)
        try run.fit()
        try run.trainer.fit(run.training, validation: run.validation, epochs: 3, batchSize: 10)
        #expect(run.trainer.history.map(\.epoch) == [1, 2, 3])
        #expect(run.trainer.position.step == 6)
    }

    @Test("makes the same of its examples whatever the number of threads that read them")
    func readers() throws {
        func parameters(readers: Int) throws -> [String: [Float]] {
            let run = try sampleRun("softmax", examples: 60, epochs: 3, batchSize: 7)
            try run.trainer.fit(run.training, epochs: 3, batchSize: 7, readers: readers)
            return run.trainer.model.stateDictionary().mapValues { $0.scalars(as: Float.self) }
        }
        #expect(try parameters(readers: 3) == parameters(readers: 1))
    }

    @Test("counts sequences as examples, and weighs their losses by their labels")
    func sequences() throws {
        let model = withRandomSeed(1) { Sequential { Linear(3, 2) } }
        let samples = Samples(
            inputs: withRandomSeed(2) { .normal([10, 4, 3]) },
            targets: Tensor((0..<40).map { Int32($0 % 2) }, shape: [10, 4]))
        let witness = Witness()
        let trainer = Trainer(
            model,
            loss: { outputs, targets in
                let labels = targets.flattened()
                return softmaxCrossEntropy(outputs.reshaped(to: [labels.shape[0], 2]), labels)
            }, optimizer: SGD(model, learningRate: 0.1), metrics: [.accuracy])
        try trainer.fit(samples, epochs: 1, batchSize: 4, observers: [witness])
        #expect(witness.steps.map(\.epochExamples) == [4, 8, 10] && witness.epochs[0].examples == 10)
    }

    @Test("stops after the step in which it is asked to")
    func stopping() throws {
        let run = try sampleRun("softmax", examples: 50, epochs: 3, batchSize: 10)
        let stop = StopRequest()
        let witness = Witness { if $0.step == 7 { stop(because: "enough") } }
        let outcome = try run.fit(observers: [witness], stop: stop)
        guard case .stopped("enough") = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(run.trainer.position.step == 7 && run.trainer.history.count == 1)
    }

    @Test("looks closely at the steps for which an observer asks, without changing what comes out")
    func inspection() throws {
        let plain = try sampleRun("two-layer", examples: 60, epochs: 1, batchSize: 10)
        try plain.fit()
        let inspected = try sampleRun("two-layer", examples: 60, epochs: 1, batchSize: 10)
        let witness = Witness(inspectionInterval: 2)
        try inspected.fit(observers: [witness])
        #expect(witness.steps.map { $0.inspection != nil } == [true, false, true, false, true, false])
        let look = try #require(witness.steps[0].inspection)
        #expect(look.parameters.map(\.name) == ["1.weight", "1.bias", "3.weight", "3.bias"])
        #expect(look.parameters.allSatisfy { $0.gradientNorm > 0 && $0.updateNorm > 0 })
        #expect(look.activations.map(\.name) == ["relu after 1"])
        #expect((0.1...0.9).contains(look.activations[0].blockedShare))
        for (name, tensor) in plain.trainer.model.stateDictionary() {
            expectClose(
                try #require(inspected.trainer.model.stateDictionary()[name]), tensor, tolerance: .exact, name
            )
        }
    }

    @Test("looks at an update made of several small batches as at one made of a large")
    func accumulatedInspection() throws {
        func inspections(batchSize: Int, accumulation: Int) throws -> (RecipeRun, [Inspection?]) {
            let run = try sampleRun(
                "two-layer", examples: 60, epochs: 1, batchSize: batchSize, accumulation: accumulation)
            let witness = Witness(inspectionInterval: 2)
            try run.fit(observers: [witness])
            return (run, witness.steps.map(\.inspection))
        }
        let (_, large) = try inspections(batchSize: 20, accumulation: 1)
        let (run, small) = try inspections(batchSize: 5, accumulation: 4)
        #expect(small.map { $0 != nil } == [true, false, true])
        for (one, other) in zip(large, small) where one != nil {
            for (a, b) in zip(try #require(one).parameters, try #require(other).parameters) {
                #expect(a.name == b.name)
                let figures: [KeyPath<Inspection.ParameterFigures, Double>] = [
                    \.valueNorm, \.gradientNorm, \.updateNorm,
                ]
                for figure in figures {
                    #expect(
                        abs(a[keyPath: figure] - b[keyPath: figure]) < 1e-4 * a[keyPath: figure], "\(a.name)")
                }
            }
            #expect(try #require(other).activations.map(\.name) == ["relu after 1"])
        }
        let unwatched = try sampleRun(
            "two-layer", examples: 60, epochs: 1, batchSize: 5, accumulation: 4)
        try unwatched.fit()
        for (name, tensor) in unwatched.trainer.model.stateDictionary() {
            expectClose(
                try #require(run.trainer.model.stateDictionary()[name]), tensor, tolerance: .exact, name)
        }
    }

    @Test("measures the same whatever the size of batches")
    func batchSizeOfEvaluation() throws {
        let run = try sampleRun("softmax", examples: 200, epochs: 1, batchSize: 20)
        try run.fit()
        let whole = try run.trainer.evaluate(on: run.training)
        for batchSize in [1, 7, 200] {
            let inParts = try run.trainer.evaluate(on: run.training, batchSize: batchSize)
            #expect(inParts.metrics.values == whole.metrics.values)
            #expect(abs(inParts.loss! - whole.loss!) < 1e-5)
        }
    }
}

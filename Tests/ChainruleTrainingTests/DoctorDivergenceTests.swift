import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import Testing

/// Trainings in which one example makes a number that is not finite.
@Suite("The Doctor's finding of a diverged loss") struct DoctorDivergenceTests {
    struct Poison: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// What all inputs of the bad example are.
        let input: Double
        let function: @Sendable (Tensor) -> Tensor
        let origin: String
        let advice: String
    }

    static let poisons = [
        Poison(
            testDescription: "log of zero", input: 0, function: { log(abs($0)) }, origin: "log produced",
            advice: "avoid log of zero"),
        Poison(
            testDescription: "exp of a large number", input: 1000, function: { exp($0) * 0.1 },
            origin: "exp produced",
            advice: "keep the inputs of exp small"),
        Poison(
            testDescription: "division by zero", input: 0,
            function: { 1 / abs($0).sum(axes: 1, keepDims: true) },
            origin: "produced", advice: "avoid division by zero"),
    ]

    @Test("names the operation, and the parameters are left as they were before", arguments: poisons)
    func origin(_ poison: Poison) throws {
        // Away from zero, so that only the bad example is bad.
        let inputs = withRandomSeed(1) { Tensor.uniform([40, 4], in: 0.5..<1.5) }
        let isBad = Tensor((0..<40).map { $0 == 7 }, shape: [40, 1])
        let samples = Samples(
            inputs: select(
                .full([40, 4], poison.input), where: isBad.broadcast(to: [40, 4]), otherwise: inputs),
            targets: Tensor((0..<40).map { Int32($0 % 2) }, shape: [40]))
        let layer = withRandomSeed(5) {
            Linear(poison.testDescription == "division by zero" ? 1 : 4, 2)
        }
        let model = Sequential([Function { poison.function($0) }, layer])
        let (doctor, memory) = (Doctor(show: { _ in }), Memory())
        let trainer = trainer(model, learningRate: 0.01)
        memory.remember(model)
        let error = #expect(throws: TrainingError.self) {
            try trainer.fit(samples, epochs: 1, batchSize: 2, observers: [doctor, memory])
        }
        let finding = try #require(doctor.findings.last)
        #expect(finding.kind == .diverged && finding.severity == .serious)
        #expect(finding.evidence.contains(poison.origin), "\(finding.evidence)")
        #expect(finding.advice.contains(poison.advice), "\(finding.advice) for \(finding.evidence)")
        guard case .diverged(_, _, let step, _, let origin) = error else { return }
        #expect(finding.evidence.contains(try #require(origin)))
        #expect(step == memory.steps + 1 && finding.step == memory.steps)
        let values = model.parameters().flatMap { $0.parameter.value.scalars(as: Float.self) }
        #expect(values == memory.values && values.allSatisfy(\.isFinite))
    }

    @Test("a learning rate beyond all measure is named as such")
    func learningRate() throws {
        let doctor = Doctor(show: { _ in })
        _ = try? trainer(twoLayers(), learningRate: 1e20).fit(
            clouds(64), epochs: 2, batchSize: 16, observers: [doctor])
        let finding = try #require(doctor.findings.last)
        #expect(finding.kind == .diverged)
        #expect(finding.advice == "try a learning rate of 0.1 or less")
    }

    @Test("a gradient that is not finite is named, and what to do about it")
    func gradient() throws {
        let model = withRandomSeed(1) { Sequential { Linear(4, 2) } }
        let doctor = Doctor(show: { _ in })
        _ = try? Trainer(
            model, loss: { outputs, _ in outputs.mean() + sqrt((outputs - outputs).sum()) },
            optimizer: SGD(model, learningRate: 0.1)
        ).fit(
            Samples(inputs: .ones([8, 4]), targets: .zeros([8], dtype: .int32)), epochs: 1,
            observers: [doctor])
        let finding = try #require(doctor.findings.last)
        #expect(finding.kind == .diverged && finding.severity == .serious)
        #expect(
            finding.evidence.hasPrefix(
                "a gradient became NaN or infinite in step 1, although the loss was finite: "))
        #expect(finding.evidence.contains("sqrt 0.0…0.0"), "\(finding.evidence)")
        #expect(finding.advice.contains("add a small epsilon"), "\(finding.advice)")
    }

    @Test("a validation loss beyond all measure is named as such")
    func validation() throws {
        let doctor = Doctor(show: { _ in })
        _ = try? trainer(twoLayers(), learningRate: 1e20).fit(
            clouds(64), validation: clouds(64), epochs: 2, batchSize: 64, observers: [doctor])
        let finding = try #require(doctor.findings.last)
        #expect(finding.kind == .diverged)
        #expect(
            finding.evidence.hasPrefix("the validation loss became ")
                && finding.evidence.hasSuffix(" after epoch 1"))
    }

    /// What the parameters were after the last step.
    private final class Memory: TrainingObserver {
        var (values, steps): ([Float], Int) = ([], 0)

        func remember(_ model: any Module) {
            values = model.parameters().flatMap { $0.parameter.value.scalars(as: Float.self) }
        }

        func stepEnds(_ step: StepReport, of training: Training) {
            steps += 1
            remember(training.trainer.model)
        }
    }
}

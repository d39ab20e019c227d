import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import Testing

/// Targets far from zero, as temperatures or prices are: to know their mean is to know nothing, though it brings the
/// loss down from 15 000 to 50.
@Suite("What the Doctor finds in regressions") struct DoctorRegressionTests {
    /// That alone was found.
    private func expect(
        _ findings: [Doctor.Finding], _ kind: Doctor.Finding.Kind, _ words: String = "",
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(findings.map(\.kind) == [kind], sourceLocation: sourceLocation)
        #expect(findings.first?.evidence.contains(words) != false, sourceLocation: sourceLocation)
    }

    private func noise(_ count: Int, seed: UInt64 = 0) -> Samples {
        plane(count, slope: 0, noise: 1, mean: 125, scale: 7, seed: seed)
    }

    @Test("a network that learns nothing but the mean")
    func onlyTheMean() throws {
        let model = withRandomSeed(5) { Linear(8, 1) }
        let findings = try diagnoseRegression(
            model, noise(800), validation: noise(400, seed: 1), optimizer: SGD(model, learningRate: 0.02))
        expect(findings, .underfitting, "the loss of the best constant prediction")
    }

    @Test("a network that knew the mean and learns no more")
    func nothingMore() throws {
        let model = withRandomSeed(5) { Linear(8, 1) }
        model.bias?.value = .full([1], 125)
        let findings = try diagnoseRegression(
            model, noise(3200), optimizer: SGD(model, learningRate: 1e-3), epochs: 1)
        expect(findings, .lossNotFalling, "of 200 steps")
    }

    @Test("steps that are too short")
    func learningRateTooLow() throws {
        let model = twoLayers(classes: 1)
        let findings = try diagnoseRegression(
            model, plane(400, mean: 125, scale: 7), optimizer: SGD(model, learningRate: 1e-8))
        expect(findings, .learningRateTooLow, "where 0.001 is usual")
    }

    @Test("a network that overfits")
    func overfitting() throws {
        let model = twoLayers(hidden: 64, classes: 1)
        let findings = try diagnoseRegression(
            model, noise(32), validation: noise(200, seed: 1), optimizer: Adam(model, learningRate: 0.05),
            epochs: 200)
        expect(findings, .overfitting, "the network is overfitting")
    }

    @Test("examples that cannot be memorized, for their mean is not all there is to them")
    func memorizationTest() throws {
        func result(_ samples: Samples) throws -> (MemorizationTest?, [Doctor.Finding]) {
            let model = twoLayers(hidden: 64, classes: 1)
            let doctor = Doctor(show: { _ in })
            let trainer = Trainer(model, loss: squaredError, optimizer: Adam(model, learningRate: 0.05))
            return (try doctor.testMemorization(trainer, samples), doctor.findings)
        }
        let (success, nothing) = try result(noise(400))
        #expect(success?.hasSucceeded == true && nothing == [])
        #expect(success!.firstLoss > 10_000 && success!.baselineLoss < 100)
        let targets = noise(400).targets
        let (failure, findings) = try result(Samples(inputs: .ones([400, 8]), targets: targets))
        #expect(failure?.hasSucceeded == false)
        expect(findings, .memorizationFailed, "the best constant prediction has")
    }
}

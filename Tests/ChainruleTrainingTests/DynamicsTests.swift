import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation
import RecipeTestSupport
import TestSupport
import Testing

@Suite("What is recorded of a training") struct DynamicsTests {
    /// A run of 4 epochs of 16 updates.
    private func run(epochs: Int = 4) throws -> RecipeRun {
        try sampleRun("mlp", examples: 128, epochs: epochs, batchSize: 8, learningRate: 0.001)
    }

    @Test("is the loss of every step, and looks into the layers that are spread over the run")
    func content() throws {
        try withTemporaryDirectory { url in
            let run = try run()
            let path = url.appending(path: "report/dynamics.json").path
            let witness = Witness()
            try run.fit(observers: [DynamicsRecorder(path), witness])
            let dynamics = try #require(run.trainer.dynamics)
            #expect(dynamics.losses.points.map(\.step) == Array(1...64))
            #expect(dynamics.losses.means == witness.steps.map(\.loss))
            #expect(dynamics.learningRates.means == witness.steps.map(\.learningRate))
            #expect(dynamics.stepsPerEpoch == 16)
            let steps = dynamics.layers.map(\.step)
            #expect(steps.first == 0 && steps.count > 10 && steps.count <= 32)
            #expect(Set(zip(steps, steps.dropFirst()).map { $1 - $0 }).count == 1)
            #expect(dynamics.updates.map(\.step) == steps.dropLast().map { $0 + 1 })
            let layer = try #require(dynamics.layers[0].layers.first { $0.layer.hasPrefix("Linear(784") })
            #expect(!layer.outputs.levels.isEmpty)
            #expect(layer.outputs.low < layer.outputs.high && layer.gradients.high < 0)
            #expect(Set(dynamics.updates[0].ratios.keys) == Set(run.model.parameters().map(\.name)))
            let file = try JSONDecoder().decode(
                TrainingDynamics.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
            #expect(file == dynamics)
        }
    }

    @Test("changes no bit of the model")
    func harmless() throws {
        try withTemporaryDirectory { url in
            let (watched, plain) = (try run(), try run())
            try watched.fit(observers: [DynamicsRecorder(url.appending(path: "dynamics.json").path)])
            try plain.fit()
            for (name, weight) in plain.model.stateDictionary() {
                let other = try #require(watched.model.stateDictionary()[name])
                #expect(weight.scalars(as: Float.self) == other.scalars(as: Float.self))
            }
        }
    }

    @Test("goes on after a resumption as if nothing had happened", arguments: [1, 16, 37])
    func resumption(_ cut: Int) throws {
        try withTemporaryDirectory { url in
            let path = url.appending(path: "dynamics.json").path
            let checkpoints = url.appending(path: "checkpoints").path
            let whole = try run()
            try whole.fit(observers: [DynamicsRecorder(path)])
            let first = try run()
            let stop = StopRequest()
            let witness = Witness { if $0.step == cut { stop(because: "a test") } }
            try first.fit(
                observers: [DynamicsRecorder(path), Checkpoints(checkpoints), witness], stop: stop)
            #expect(first.trainer.dynamics?.ending == "a test")
            let second = try run()
            try #require(Checkpoint.all(in: checkpoints).last).restore(into: second.trainer)
            try second.fit(observers: [DynamicsRecorder(path)])
            #expect(second.trainer.dynamics == whole.trainer.dynamics)
        }
    }

    @Test("is thinned when a run is made longer")
    func longer() throws {
        try withTemporaryDirectory { url in
            let path = url.appending(path: "dynamics.json").path
            let checkpoints = url.appending(path: "checkpoints").path
            let short = try run(epochs: 1)
            try short.fit(observers: [DynamicsRecorder(path), Checkpoints(checkpoints)])
            let long = try run(epochs: 40)
            try #require(Checkpoint.all(in: checkpoints).last).restore(into: long.trainer)
            try long.fit(observers: [DynamicsRecorder(path)])
            let dynamics = try #require(long.trainer.dynamics)
            #expect(dynamics.losses.stepCount == 640 && dynamics.losses.points.count < 512)
            let steps = dynamics.layers.map(\.step)
            #expect(steps.first == 0 && steps.count <= 32 && steps.count > 15)
            #expect(Set(zip(steps, steps.dropFirst()).map { $1 - $0 }).count == 1)
        }
    }

    @Test("has the Doctor's findings and why a training failed")
    func failure() throws {
        try withTemporaryDirectory { url in
            let run = try sampleRun("mlp", examples: 128, epochs: 3, batchSize: 8, learningRate: 1e6)
            let path = url.appending(path: "dynamics.json").path
            let doctor = Doctor { _ in }
            #expect(throws: TrainingError.self) {
                try run.fit(observers: [doctor, DynamicsRecorder(path, doctor: doctor)])
            }
            let dynamics = try JSONDecoder().decode(
                TrainingDynamics.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
            #expect(!doctor.findings.isEmpty && dynamics.findings == doctor.findings)
            #expect(dynamics.ending?.contains("the loss became") == true)
        }
    }
}

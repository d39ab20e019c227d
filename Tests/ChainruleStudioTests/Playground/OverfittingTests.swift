import ChainruleStudio
import Testing

@Suite("Playground page: overfitting")
struct OverfittingTests {
    @Test(
        "the less regularization, the better the training set is known and the wider the gap to the validation set"
    )
    func regularization() throws {
        var settings = OverfittingExperiment.Settings()
        settings.penalties = [0, 0.01, 0.3]
        let experiment = try OverfittingExperiment(settings)
        for _ in 0..<1500 { #expect(experiment.advance()) }
        let panels = experiment.frame().panels
        #expect(panels.map(\.penalty) == [0, 0.01, 0.3])
        let losses = panels.map(\.training.loss)
        #expect(losses[0] < losses[1] && losses[1] < losses[2])
        let gaps = panels.map { $0.validation.loss - $0.training.loss }
        #expect(gaps[0] > gaps[2])
        #expect(panels[0].training.accuracy > 0.9)
    }

    @Test("networks of three capacities; bounds hold for every one of them")
    func capacity() throws {
        var settings = OverfittingExperiment.Settings()
        settings.comparison = .capacity
        #expect(try OverfittingExperiment(settings).frame().panels.map(\.hidden) == [2, 8, 100])
        settings.capacities = [3, 10, 1_000_000]
        #expect(throws: PlaygroundError.self) { try OverfittingExperiment(settings) }
        settings.capacities = [3]
        #expect(throws: PlaygroundError.self) { try OverfittingExperiment(settings) }
    }
}

import ChainruleStudio
import Testing

@Suite("Playground page: function approximation")
struct CurveFitTests {
    private let target = CurveFit.places.map { $0 * $0 - 0.5 }

    @Test("training bends the network to a curve, and then to another one")
    func training() {
        let fit = CurveFit(CurveFit.Design(), target: target, learningRate: 0.02)
        let before = fit.state(target: target).loss
        fit.train(steps: 400, toward: target)
        #expect(fit.state(target: target).loss < 0.05 * before)
        let other = CurveFit.places.map { -$0 }
        fit.train(steps: 600, toward: other)
        #expect(fit.state(target: other).loss < 0.02)
    }

    @Test("the units' parts and the constant add up to the network's curve")
    func parts() {
        let fit = CurveFit(CurveFit.Design(), target: target, learningRate: 0.02)
        fit.train(steps: 20, toward: target)
        let state = fit.state(target: target)
        #expect(state.units.count == 12)
        for place in state.curve.indices {
            let sum = state.units.reduce(state.constant) { $0 + $1[place] }
            #expect(abs(sum - state.curve[place]) < 1e-4)
        }
    }

    @Test("the more bumps, the closer they come without any training")
    func bumps() {
        let losses = [2, 6, 20].map { count in
            var design = CurveFit.Design()
            (design.start, design.bumps, design.steepness) = (.bumps, count, 300)
            return CurveFit(design, target: target, learningRate: 0.02).state(target: target).loss
        }
        #expect(losses[0] > 2 * losses[1] && losses[1] > 2 * losses[2] && losses[2] < 0.005)
    }

    @Test("a page goes on training when the curve changes, and builds bumps anew")
    func page() throws {
        var settings = ApproximationExperiment.Settings()
        let experiment = try ApproximationExperiment(settings)
        for _ in 0..<5 { #expect(experiment.advance()) }
        settings.curve = [-1, 1, 0.5]
        #expect(try experiment.adopt(settings))
        #expect(experiment.frame().step == 5)
        settings.start = .bumps
        #expect(try !experiment.adopt(settings))
        settings.curve = [.infinity, 0]
        #expect(throws: PlaygroundError.self) { try ApproximationExperiment(settings) }
    }
}

import Chainrule
import ChainruleStudio
import Testing

@Suite("Playground page: loss landscape")
struct OptimizerRaceTests {
    @Test(
        "every surface has its lowest known points where its gradient is zero",
        arguments: ClassicSurface.allCases)
    func minima(_ surface: ClassicSurface) {
        for minimum in surface.minima {
            let point = Tensor([minimum.x, minimum.y], dtype: .float64)
            let slope = gradients(of: surface.loss(at: point), withRespectTo: point)
            #expect(slope.scalars(as: Double.self).allSatisfy { abs($0) < 1e-3 })
        }
        #expect(surface.horizontal.contains(surface.start.x) && surface.vertical.contains(surface.start.y))
    }

    @Test("heights are the losses, row by row from the lowest y")
    func heights() {
        let heights = ClassicSurface.ravine.heights(side: 3)
        #expect(heights == [75, 62.5, 75, 12.5, 0, 12.5, 75, 62.5, 75])
    }

    @Test("SGD takes the steps that its rule says, and diverges if they are too large")
    func descent() {
        var conditions = OptimizerRace.Conditions(x: 1, y: 1, learningRates: [.sgd: 0.05])
        conditions.stepCount = 2
        let race = OptimizerRace(on: ClassicSurface.ravine, conditions)
        // x ← x − 0.05·x, y ← y − 0.05·20·y
        #expect(race.tracks.count == 1)
        #expect(zip(race.tracks[0].x, [1, 0.95, 0.9025]).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(zip(race.tracks[0].y, [1.0, 0, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
        conditions.learningRates = [.sgd: 0.2]
        conditions.stepCount = 100
        #expect(OptimizerRace(on: ClassicSurface.ravine, conditions).tracks[0].diverged)
    }

    @Test("in the ravine momentum comes further than SGD at the same rate")
    func momentum() throws {
        let conditions = OptimizerRace.Conditions(
            x: -4.5, y: 1.5, learningRates: [.sgd: 0.01, .momentum: 0.01])
        let losses = OptimizerRace(on: ClassicSurface.ravine, conditions).tracks.map { $0.losses.last! }
        #expect(losses[1] < 0.1 * losses[0])
    }

    @Test("a plane through a network has the trained loss in its middle, and optimizers descend on it")
    func network() throws {
        let surface = NetworkSurface(hidden: 4, seed: 0)
        let heights = surface.heights(side: 11)
        #expect(abs(heights[60] - surface.trainedLoss) < 1e-4)
        #expect(heights.allSatisfy { $0 >= surface.trainedLoss - 0.05 })
        let race = OptimizerRace(
            on: surface, OptimizerRace.Conditions(x: -1, y: 0.5, learningRates: [.adam: 0.05]))
        #expect(race.tracks[0].losses.last! < race.tracks[0].losses[0])
    }

    @Test("a page keeps its surface when only the start changes, and refuses what is out of bounds")
    func page() throws {
        var settings = LandscapeExperiment.Settings()
        let experiment = try LandscapeExperiment(settings)
        #expect(experiment.frame().tracks.count == 5)
        settings.start = [1, 2]
        settings.adam = 0
        #expect(try experiment.adopt(settings))
        #expect(experiment.frame().start == [1, 2] && experiment.frame().tracks.count == 4)
        settings.surface = .banana
        #expect(try !experiment.adopt(settings))
        settings.start = [1]
        #expect(throws: PlaygroundError.self) { try LandscapeExperiment(settings) }
    }
}

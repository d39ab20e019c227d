import ChainruleStudio
import Foundation
import Testing

/// Points in the plane.
struct PlaneExperimentTests {
    private func trained(_ settings: PlaneSettings, steps: Int) throws -> PlaneExperiment {
        let experiment = try PlaneExperiment(settings)
        for _ in 0..<steps { #expect(try experiment.advance()) }
        return experiment
    }

    @Test(arguments: PlaneSettings.Dataset.allCases.filter { $0 != .own && $0 != .slope && $0 != .hills })
    func learnsItsDataSets(dataset: PlaneSettings.Dataset) throws {
        var settings = PlaneSettings()
        settings.dataset = dataset
        let accuracy = try trained(settings, steps: 4000).accuracy
        #expect(try #require(accuracy.training) >= 0.95)
        #expect(try #require(accuracy.validation) >= 0.9)
    }

    @Test func startsWithTheSpiral() { #expect(PlaneSettings().dataset == .spiral) }

    @Test func isTheSameForTheSameSeed() throws {
        var settings = PlaneSettings()
        settings.dropout = 0.2
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        func frame() throws -> Data { try encoder.encode(trained(settings, steps: 50).frame()) }
        let first = try frame()
        #expect(try frame() == first)
        settings.seed = 2
        #expect(try frame() != first)
    }

    @Test func keepsItsWeightsWhenPointsAreAdded() throws {
        var settings = PlaneSettings()
        settings.dataset = .own
        settings.points = [[1, 2, 1], [-1, -2, -1], [2, 2, 1], [-2, -2, -1]]
        let experiment = try trained(settings, steps: 20)
        settings.points.append([0, 3, 1])
        settings.learningRate = 0.1
        #expect(try experiment.adopt(settings))
        #expect(try experiment.frame().step == 20)
        settings.layers = [3]
        #expect(try !experiment.adopt(settings))
    }

    @Test func saysThatPointsAreMissing() throws {
        var settings = PlaneSettings()
        settings.dataset = .own
        let experiment = try PlaneExperiment(settings)
        _ = try experiment.frame()
        #expect(throws: PlaygroundError.self) { try experiment.advance() }
    }

    @Test func saysThatItHasDiverged() throws {
        var settings = PlaneSettings()
        (settings.dataset, settings.optimizer, settings.activation) = (.hills, .sgd, .linear)
        settings.learningRate = 100
        let experiment = try PlaneExperiment(settings)
        let error = #expect(throws: PlaygroundError.self) {
            for _ in 0..<1000 { _ = try experiment.advance() }
        }
        #expect(error?.description.contains("diverged") == true)
        _ = try experiment.frame()
    }

    @Test func checksEverySetting() {
        let mistakes: [(inout PlaneSettings) -> Void] = [
            { $0.layers = [9] }, { $0.layers = [0] }, { $0.layers = Array(repeating: 1, count: 7) },
            { $0.learningRate = .nan }, { $0.learningRate = 0 }, { $0.batchSize = 0 }, { $0.count = 1 << 40 },
            { $0.noise = -1 }, { $0.inputs = [] }, { $0.inputs = [.x, .x] }, { $0.points = [[1, 2]] },
            { $0.points = [[1, 200, 1]] },
            {
                $0.points = [[1, 2, 0.5]]
                $0.dataset = .own
            }, { $0.dropout = 1 },
            { $0.seed = -1 }, { $0.validationShare = 1 }, { $0.strength = -1 },
        ]
        for mistake in mistakes {
            var settings = PlaneSettings()
            mistake(&settings)
            #expect(throws: PlaygroundError.self) { try PlaneExperiment(settings) }
        }
    }

    @Test func learnsWithEveryActivation() throws {
        /// A part of what the page gets; a loss that is no number could not be written.
        struct Shown: Decodable {
            struct Pair: Decodable { let training: Double }
            let step: Int
            let loss: Pair
            let units: [[String]]
        }
        for activation in PlaneSettings.Activation.allCases {
            var settings = PlaneSettings()
            (settings.activation, settings.layers) = (activation, [3, 2])
            let json = try JSONEncoder().encode(trained(settings, steps: 5).frame())
            let shown = try JSONDecoder().decode(Shown.self, from: json)
            #expect(shown.step == 5 && shown.loss.training > 0, "\(activation)")
            #expect(shown.units.map(\.count) == [2, 3, 2], "\(activation)")
        }
    }

    @Test func findsTheLineThatSeparates() throws {
        var settings = PlaneSettings()
        (settings.dataset, settings.layers) = (.circle, [5])
        let experiment = try trained(settings, steps: 2000)
        let frame = try experiment.frame()
        let bent = try #require(frame.bent)
        let places = bent.points.values
        let line = try #require(bent.line)
        let targets = frame.training.targets.values + frame.validation.targets.values
        let sides = stride(from: 0, to: places.count, by: 2).map {
            line[0] * places[$0] + line[1] * places[$0 + 1] + line[2]
        }
        let right = zip(sides, targets).count { ($0 > 0) == ($1 > 0) }
        #expect(Double(right) / Double(targets.count) >= 0.95)
    }

    @Test(arguments: [(0, false, true), (1, false, false), (2, true, false), (3, false, true)])
    func bendsThePlaneByTheChosenLayer(_ layer: Int, _ hasUnitAxes: Bool, _ hasLine: Bool) throws {
        var settings = PlaneSettings()
        (settings.layers, settings.bentLayer) = ([5, 2, 3], layer)
        let bent = try #require(try trained(settings, steps: 3).frame().bent)
        #expect(bent.hasUnitAxes == hasUnitAxes)
        #expect((bent.line != nil) == hasLine)
        #expect(bent.points.values.count == 2 * settings.count)
    }

    @Test func readsPointsFromFiles() throws {
        let classes = try ImportedPoints(
            text: "a,b,kind\n1,10,red\n2,20,blue\n3,30,red\n", name: "points.csv")
        #expect(classes.task == .classification)
        #expect(classes.points == [[-5, -5, 1], [0, 0, -1], [5, 5, 1]])
        let numbers = try ImportedPoints(text: "1;2;0\n3;4;5\n5;9;10\n", name: "points.csv")
        #expect(numbers.task == .regression)
        #expect(numbers.points.map { $0[2] } == [-1, 0, 1])
    }

    @Test(arguments: [
        "", "a,b\n1,2\n", "1,2,3,4\n", "a,b,c\n1,x,red\n", "a,b,c\n1,2,red\n1,2,green\n1,2,blue\n",
    ])
    func saysWhyAFileIsNoPoints(text: String) {
        #expect(throws: (any Error).self) { try ImportedPoints(text: text, name: "points.csv") }
    }
}

import Foundation

/// The page of loss landscapes: a surface, and the ways of optimizers down it.
package final class LandscapeExperiment: PlaygroundExperiment {
    /// A classic surface, or the plane through a network.
    package enum Surface: String, CaseIterable, Codable, Sendable {
        case ravine, banana, plains, fourMinima, saddle, bumpy, network
    }

    package struct Settings: PlaygroundSettings {
        package var surface = Surface.ravine
        /// Where the race begins, `[x, y]`; empty for the surface's own place.
        package var start: [Double] = []
        /// Learning rates; 0 for an optimizer that does not take part.
        package var sgd = 0.03
        package var momentum = 0.03
        package var nesterov = 0.03
        package var rmsProp = 0.05
        package var adam = 0.1
        /// The momentum coefficient.
        package var coefficient = 0.9
        package var noise = 0.0
        package var stepCount = 150
        /// Of the network's parameters and the directions of its plane.
        package var seed: UInt64 = 0

        package init() {}
    }

    package struct Frame: Encodable {
        /// The loss at `side` × `side` points, row by row from the lowest y.
        let heights: PackedFloats
        let side: Int
        let horizontal: [Double]
        let vertical: [Double]
        let minima: [[Double]]
        package let start: [Double]
        package let tracks: [OptimizerRace.Track]
    }

    private static let side = 81

    private var surface: any LossSurface
    private var heights: PackedFloats
    private var settings: Settings
    private var race: OptimizerRace

    package init(_ settings: Settings) throws {
        try settings.checkAll()
        surface = settings.makeSurface()
        heights = PackedFloats(surface.heights(side: Self.side).map { Float($0) })
        self.settings = settings
        race = OptimizerRace(on: surface, settings.conditions(on: surface))
    }

    package func frame() -> Frame {
        let start = settings.conditions(on: surface)
        return Frame(
            heights: heights, side: Self.side,
            horizontal: [surface.horizontal.lowerBound, surface.horizontal.upperBound],
            vertical: [surface.vertical.lowerBound, surface.vertical.upperBound],
            minima: surface.minima.map { [$0.x, $0.y] }, start: [start.x, start.y], tracks: race.tracks)
    }

    package func advance() -> Bool { false }

    /// A race on the same surface needs no new one.
    package func adopt(_ settings: Settings) throws -> Bool {
        try settings.checkAll()
        guard settings.surface == self.settings.surface, settings.seed == self.settings.seed else {
            return false
        }
        self.settings = settings
        race = OptimizerRace(on: surface, settings.conditions(on: surface))
        return true
    }
}

extension LandscapeExperiment.Settings {
    private var learningRates: [OptimizerRace.Racer: Double] {
        [.sgd: sgd, .momentum: momentum, .nesterov: nesterov, .rmsProp: rmsProp, .adam: adam]
    }

    fileprivate func checkAll() throws(PlaygroundError) {
        for (racer, rate) in learningRates {
            try check(rate, within: 0...100, "learning rate of \(racer.title)", setting: racer.rawValue)
        }
        try check(coefficient, within: 0...0.999, "momentum coefficient", setting: "coefficient")
        try check(noise, within: 0...100, "noise of the gradients", setting: "noise")
        try check(stepCount, within: 1...1000, "number of steps", setting: "stepCount")
        guard start.isEmpty || start.count == 2, start.allSatisfy({ abs($0) <= 100 }) else {
            throw PlaygroundError("the start is \(start), expected two numbers", setting: "start")
        }
    }

    fileprivate func makeSurface() -> any LossSurface {
        ClassicSurface(rawValue: surface.rawValue) ?? NetworkSurface(hidden: 8, seed: seed)
    }

    fileprivate func conditions(on surface: any LossSurface) -> OptimizerRace.Conditions {
        var conditions = OptimizerRace.Conditions(
            x: start.first ?? surface.start.x, y: start.last ?? surface.start.y,
            learningRates: learningRates.filter { $0.value > 0 })
        conditions.momentum = coefficient
        conditions.noise = noise
        conditions.stepCount = stepCount
        conditions.seed = seed
        return conditions
    }
}

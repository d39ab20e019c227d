/// The page of overfitting: the same few points, learned by three networks side by side.
package final class OverfittingExperiment: PlaygroundExperiment {
    /// In what the three networks differ.
    package enum Comparison: String, CaseIterable, Codable, Sendable {
        case regularization
        case capacity
    }

    package struct Settings: PlaygroundSettings {
        package var comparison = Comparison.regularization
        /// The coefficients λ of the three networks, if regularization is compared.
        package var penalties = [0.001, 0.01, 0.1]
        /// The hidden units of the three networks, if capacity is compared.
        package var capacities = [2, 8, 100]
        /// The hidden units of all three, if regularization is compared.
        package var hidden = 60
        /// The coefficient λ of all three, if capacity is compared.
        package var penalty = 0.0
        /// Points of the training set.
        package var points = 40
        /// How far points stray from their half moon.
        package var noise = 0.35
        package var learningRate = 0.02
        package var seed = 0

        package init() {}
    }

    package struct Frame: Encodable {
        package struct Panel: Encodable {
            package let hidden: Int
            package let penalty: Double
            /// The probability of the second class at `side` × `side` places, row by row from the top.
            let map: PackedBytes
            package let training: RegularizedClassifier.Score
            package let validation: RegularizedClassifier.Score
            /// The losses on the two sets.
            let losses: ThinnedCurve
        }

        package let step: Int
        package let panels: [Panel]
        let side: Int
        /// The drawn square reaches from −`reach` to `reach`.
        let reach: Double
        /// Coordinates x, y and class of each training point.
        let points: PackedFloats
        let validationPoints: PackedFloats
    }

    private static let side = 60
    private static let validationCount = 300
    private static let interval = 5

    private let training: ClassifiedPoints
    private let validation: ClassifiedPoints
    private let networks: [RegularizedClassifier]
    private let grid: ClassifiedPoints
    private var stepCount = 0
    private var losses: [ThinnedCurve]

    package init(_ settings: Settings) throws {
        try settings.checkAll()
        let points = settings.drawnPoints(validation: Self.validationCount)
        let training = ClassifiedPoints(points.training)
        (self.training, validation) = (training, ClassifiedPoints(points.validation))
        networks = settings.networks.map { hidden, penalty in
            RegularizedClassifier(
                hidden: hidden, penalty: penalty, learningRate: settings.learningRate, points: training,
                seed: settings.seed)
        }
        losses = networks.map { _ in ThinnedCurve(count: 2, interval: Self.interval) }
        grid = ClassifiedPoints(.lattice(Self.side))
        measure()
    }

    package func frame() -> Frame {
        let panels = networks.enumerated().map { index, network in
            Frame.Panel(
                hidden: network.hidden, penalty: network.penalty,
                map: PackedBytes(network.probabilities(at: grid), in: 0...1),
                training: network.score(on: training), validation: network.score(on: validation),
                losses: losses[index])
        }
        return Frame(
            step: stepCount, panels: panels, side: Self.side, reach: PlaneSettings.bound,
            points: training.packed, validationPoints: validation.packed)
    }

    package func advance() -> Bool {
        for network in networks { network.train() }
        stepCount += 1
        measure()
        return true
    }

    private func measure() {
        for (index, network) in networks.enumerated() where losses[index].wants(stepCount) {
            let scores = [network.score(on: training), network.score(on: validation)]
            losses[index].add(stepCount, scores.map { Float($0.loss) })
        }
    }
}

extension OverfittingExperiment.Settings {
    /// The three networks.
    fileprivate var networks: [(hidden: Int, penalty: Double)] {
        switch comparison {
        case .regularization: penalties.map { (hidden, $0) }
        case .capacity: capacities.map { ($0, penalty) }
        }
    }

    /// Half moons, which reach into each other.
    fileprivate func drawnPoints(validation count: Int) -> (training: PlanePoints, validation: PlanePoints) {
        var settings = PlaneSettings()
        (settings.dataset, settings.noise, settings.seed) = (.moons, noise, seed)
        settings.count = points + count
        settings.validationShare = (Double(count) + 0.5) / Double(settings.count)
        return PlanePoints.drawn(settings)
    }

    fileprivate func checkAll() throws(PlaygroundError) {
        guard penalties.count == 3, capacities.count == 3 else {
            throw PlaygroundError(
                "there are \(penalties.count) penalties and \(capacities.count) capacities, expected 3")
        }
        for penalty in penalties + [penalty] {
            try check(penalty, within: 0...10, "regularization λ", setting: "penalties")
        }
        for hidden in capacities + [hidden] {
            try check(hidden, within: 1...200, "number of hidden units", setting: "hidden")
        }
        try check(points, within: 10...500, "number of points", setting: "points")
        try check(noise, within: 0...0.5, "noise", setting: "noise")
        try check(seed, within: 0...1_000_000, "random seed", setting: "seed")
        try check(learningRate, within: 0...1, "learning rate", setting: "learningRate")
    }
}

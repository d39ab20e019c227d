/// The page of function approximation: a network with one hidden layer that bends to a curve.
package final class ApproximationExperiment: PlaygroundExperiment {
    package struct Settings: PlaygroundSettings {
        package var start = CurveFit.Start.random
        package var activation = ActivationChoice.tanh
        package var hidden = 12
        package var bumps = 8
        package var steepness = 80.0
        package var learningRate = 0.01
        package var preset = TargetCurve.waves
        /// A curve of one's own: its heights at equal distances from the left to the right; empty for the preset.
        package var curve: [Double] = []
        package var seed: UInt64 = 0

        package init() {}
    }

    package struct Frame: Encodable {
        package let step: Int
        package let loss: Double
        let target: PackedFloats
        let curve: PackedFloats
        /// What each hidden unit adds, one after the other.
        let units: PackedFloats
        let unitCount: Int
        let constant: Float
        let pointCount: Int
    }

    private var settings: Settings
    private var target: [Float]
    private let fit: CurveFit

    package init(_ settings: Settings) throws {
        try settings.checkAll()
        self.settings = settings
        target = settings.target
        fit = CurveFit(settings.design, target: target, learningRate: settings.learningRate)
    }

    package func frame() -> Frame {
        let state = fit.state(target: target)
        return Frame(
            step: state.step, loss: state.loss, target: PackedFloats(target),
            curve: PackedFloats(state.curve), units: PackedFloats(Array(state.units.joined())),
            unitCount: state.units.count, constant: state.constant, pointCount: CurveFit.pointCount)
    }

    package func advance() -> Bool {
        fit.train(steps: 1, toward: target)
        return true
    }

    /// The network bends from where it is to a new curve; bumps are made anew.
    package func adopt(_ settings: Settings) throws -> Bool {
        try settings.checkAll()
        guard settings.design == self.settings.design,
            settings.start == .random || settings.target == target
        else { return false }
        fit.learningRate = settings.learningRate
        (self.settings, target) = (settings, settings.target)
        return true
    }
}

extension ApproximationExperiment.Settings {
    private static let mostPoints = 121

    fileprivate var design: CurveFit.Design {
        var design = CurveFit.Design()
        (design.start, design.activation, design.hidden) = (start, activation, hidden)
        (design.bumps, design.steepness, design.seed) = (bumps, steepness, seed)
        return design
    }

    fileprivate var target: [Float] {
        curve.isEmpty
            ? CurveFit.places.map { Float(preset.value(at: Double($0))) }
            : TargetCurve.interpolated(curve, at: CurveFit.places)
    }

    fileprivate func checkAll() throws(PlaygroundError) {
        try check(hidden, within: 1...100, "number of hidden units", setting: "hidden")
        try check(bumps, within: 1...40, "number of bumps", setting: "bumps")
        try check(steepness, within: 1...1000, "steepness of the bumps", setting: "steepness")
        try check(learningRate, within: 0...10, "learning rate", setting: "learningRate")
        guard curve.isEmpty || (2...Self.mostPoints).contains(curve.count),
            curve.allSatisfy({ abs($0) <= 10 })
        else {
            throw PlaygroundError(
                "the curve has \(curve.count) points, expected 2 to \(Self.mostPoints) from −10 to 10",
                setting: "curve")
        }
    }
}

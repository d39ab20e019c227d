/// The settings of the page of two-dimensional data.
package struct PlaneSettings: PlaygroundSettings {
    package enum Dataset: String, Codable, CaseIterable {
        case circle, spiral, xor, gaussians, moons
        /// For regression: a slope, and hills and valleys.
        case slope, hills
        /// The points of ``PlaneSettings/points``.
        case own
    }

    package enum Task: String, Codable { case classification, regression }
    package enum Input: String, Codable, CaseIterable {
        case x, y
        case xSquared = "x²"
        case ySquared = "y²"
        case product = "xy"
        case sineX = "sin x"
        case sineY = "sin y"
    }
    package enum Activation: String, Codable, CaseIterable {
        case tanh, relu, leakyReLU, elu, gelu, silu, sigmoid, softplus, sine, linear
    }
    package enum Penalty: String, Codable { case none, l1, l2 }
    package enum Method: String, Codable { case sgd, momentum, nesterov, rmsprop, adagrad, adam }

    package var dataset = Dataset.spiral
    /// Of one's own points; the other data sets have theirs.
    package var task = Task.classification
    /// One's own points: x and y from −6 to 6, and −1 or 1 for the class or a number between for regression.
    package var points: [[Double]] = []
    /// How many points are drawn.
    package var count = 400
    /// From 0 to 0.5.
    package var noise = 0.02
    /// The share of the points that are kept for validation.
    package var validationShare = 0.3
    package var inputs: [Input] = [.x, .y]
    /// The units of the hidden layers.
    package var layers = [8, 8]
    package var activation = Activation.tanh
    package var penalty = Penalty.none
    package var strength = 0.001
    package var dropout = 0.0
    package var optimizer = Method.adam
    package var learningRate = 0.02
    package var batchSize = 30
    package var seed = 1
    /// The hidden layer that is shown bending the plane, counted from 1; 0 for the last.
    package var bentLayer = 0

    package static let bound = 6.0
    package static let mostUnits = 8
    package static let mostLayers = 6
    package static let mostPoints = 1000

    /// What is learned.
    package var learned: Task {
        switch dataset {
        case .slope, .hills: .regression
        case .own: task
        default: .classification
        }
    }

    package init() {}

    func check() throws(PlaygroundError) {
        try check(count, within: 20...Self.mostPoints, "number of points", setting: "count")
        try check(noise, within: 0...0.5, "noise", setting: "noise")
        try check(validationShare, within: 0.1...0.9, "share for validation", setting: "validationShare")
        try check(layers.count, within: 0...Self.mostLayers, "number of hidden layers", setting: "layers")
        try check(bentLayer, within: 0...Self.mostLayers, "hidden layer that is shown", setting: "bentLayer")
        for units in layers {
            try check(units, within: 1...Self.mostUnits, "number of units", setting: "layers")
        }
        try check(strength, within: 0...1, "strength of the penalty", setting: "strength")
        try check(dropout, within: 0...0.8, "dropout", setting: "dropout")
        try check(learningRate, within: 1e-6...100, "learning rate", setting: "learningRate")
        try check(batchSize, within: 1...Self.mostPoints, "batch size", setting: "batchSize")
        try check(seed, within: 0...1_000_000, "random seed", setting: "seed")
        if inputs.isEmpty || Set(inputs).count < inputs.count {
            throw PlaygroundError("the network needs one input at least, and none twice", setting: "inputs")
        }
        try checkPoints()
    }

    private func checkPoints() throws(PlaygroundError) {
        try check(points.count, within: 0...Self.mostPoints, "number of points", setting: "points")
        for point in points {
            guard point.count == 3 else {
                throw PlaygroundError("a point has \(point.count) numbers, expected 3", setting: "points")
            }
            for coordinate in point.prefix(2) {
                try check(coordinate, within: -Self.bound...Self.bound, "coordinate", setting: "points")
            }
            try check(point[2], within: -1...1, "target of a point", setting: "points")
            if learned == .classification && abs(point[2]) != 1 {
                throw PlaygroundError(
                    "the class of a point is \(point[2]), expected -1 or 1", setting: "points")
            }
        }
    }

    /// Whether a network with these settings is one with others, so that its training can go on.
    func hasNetwork(of other: PlaneSettings) -> Bool {
        layers == other.layers && inputs == other.inputs && activation == other.activation
            && learned == other.learned && penalty == other.penalty && strength == other.strength
            && dropout == other.dropout && optimizer == other.optimizer && seed == other.seed
    }

    /// Whether the data are the same.
    func hasData(of other: PlaneSettings) -> Bool {
        dataset == other.dataset && points == other.points && count == other.count && noise == other.noise
            && validationShare == other.validationShare && seed == other.seed && learned == other.learned
    }
}

import Chainrule

/// All that decides which trials a search proposes; `search.json` of its directory.
public struct SearchPlan: Sendable, Equatable, Codable {
    /// The version of Chainrule.
    public var version = Chainrule.version
    public var recipe: String
    /// The options of `chainrule train` that all trials share.
    public var options: [String]
    public var space: SearchSpace
    public var method: Method
    public var seed: UInt64
    public var objective: Objective

    public init(
        recipe: String, options: [String], space: SearchSpace, method: Method, seed: UInt64,
        objective: Objective
    ) {
        self.recipe = recipe
        self.options = options
        self.space = space
        self.method = method
        self.seed = seed
        self.objective = objective
    }

    /// A method with its numbers.
    public enum Method: Sendable, Equatable, Codable {
        case grid(points: Int, rounds: Int)
        case random(trials: Int, rounds: Int)
        case halving(trials: Int, epochs: Int, eta: Int)
        case hyperband(epochs: Int, eta: Int)
        case tpe(trials: Int, generation: Int)

        /// What it is called on the command line.
        public var name: String {
            switch self {
            case .grid: "grid"
            case .random: "random"
            case .halving: "halving"
            case .hyperband: "hyperband"
            case .tpe: "tpe"
            }
        }
    }

    /// The method, ready to propose trials.
    public func makeMethod() -> any SearchMethod {
        let (space, seed) = (space, seed)
        switch method {
        case .grid(let points, let rounds):
            let (count, overflow) = space.gridCount(points).multipliedReportingOverflow(by: rounds)
            return CoarseToFine(space, rounds: rounds, trialCount: overflow ? .max : count) { space, _ in
                GridSearch(space, points: points)
            }
        case .random(let trials, let rounds):
            return CoarseToFine(space, rounds: rounds, trialCount: trials * rounds) { space, round in
                RandomSearch(space, trials: trials, seed: seed, stage: round)
            }
        case .halving(let trials, let epochs, let eta):
            let bracket = Bracket.halving(trials: trials, epochs: epochs, eta: eta)
            return SuccessiveHalving(space, bracket, seed: seed)
        case .hyperband(let epochs, let eta):
            return Hyperband(space, epochs: epochs, eta: eta, seed: seed)
        case .tpe(let trials, let generation):
            return TreeParzenSearch(space, trials: trials, seed: seed, generation: generation)
        }
    }

    /// In words, what an earlier plan has otherwise than this one; nil if they are equal.
    func difference(from earlier: SearchPlan) -> (found: String, expected: String)? {
        func words(_ method: Method) -> String { "\(method)" }
        let aspects: [(name: String, earlier: String, now: String)] = [
            ("version", earlier.version, version),
            ("recipe", earlier.recipe, recipe),
            ("options", earlier.options.joined(separator: " "), options.joined(separator: " ")),
            ("method", words(earlier.method), words(method)),
            ("seed", "\(earlier.seed)", "\(seed)"),
            ("objective", earlier.objective.rawValue, objective.rawValue),
        ]
        if let aspect = aspects.first(where: { $0.earlier != $0.now }) {
            return ("a search with the \(aspect.name) '\(aspect.earlier)'", "'\(aspect.now)'")
        }
        return space == earlier.space ? nil : ("a search of another space", "the same one")
    }
}

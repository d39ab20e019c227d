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
    /// SHA-256 by the names of the files that the data are read from.
    public var dataHashes: [String: String]
    /// The machine, with the threads of a trial; trials may run on another one later.
    public var environment: RunEnvironment
    /// The words of the command line; empty if a program searches.
    public var command: [String]

    public init(
        recipe: String, options: [String], space: SearchSpace, method: Method, seed: UInt64,
        objective: Objective, dataHashes: [String: String] = [:], command: [String] = []
    ) {
        self.recipe = recipe
        self.options = options
        self.space = space
        self.method = method
        self.seed = seed
        self.objective = objective
        self.dataHashes = dataHashes
        environment = RunEnvironment.current
        self.command = command
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

        /// As the command line takes it.
        fileprivate var words: String {
            let numbers =
                switch self {
                case .grid(let points, let rounds): "--points \(points) --rounds \(rounds)"
                case .random(let trials, let rounds): "--trials \(trials) --rounds \(rounds)"
                case .halving(let trials, let epochs, let eta):
                    "--trials \(trials) --epochs \(epochs) --eta \(eta)"
                case .hyperband(let epochs, let eta): "--epochs \(epochs) --eta \(eta)"
                case .tpe(let trials, let generation): "--trials \(trials) --generation \(generation)"
                }
            return "--method \(name) \(numbers)"
        }

        /// Whether it proposes all that an earlier one does, in the same order, and perhaps more.
        fileprivate func extends(_ earlier: Method) -> Bool {
            switch (earlier, self) {
            case (.random(let before, rounds: 1), .random(let now, rounds: 1)): before <= now
            case (.tpe(let before, let size), .tpe(let now, let nowSize)): before <= now && size == nowSize
            default: earlier == self
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

    /// In words, why a search of an earlier plan cannot go on by this one; nil if it can.
    ///
    /// A random search of one round and one by tpe may have more trials than before.
    func difference(from earlier: SearchPlan) -> (found: String, expected: String)? {
        let pairs = zip(earlier.aspects, aspects)
        if let (found, expected) = pairs.first(where: { $0 != $1 }) {
            return ("a search with \(found)", expected)
        }
        if !method.extends(earlier.method) {
            return ("a search with \(earlier.method.words)", method.words)
        }
        if space != earlier.space { return ("a search with another space", "the same space") }
        return dataHashes == earlier.dataHashes
            ? nil : ("a search on other data files", "unchanged files")
    }

    /// What must be the same whenever a search is resumed, in the words of the command line where it has some.
    private var aspects: [String] {
        [
            "version \(version)", "the recipe \(recipe)", "--seed \(seed)",
            "--objective \(objective.name)", "the engine \(environment.engine)",
            options.isEmpty ? "no options of train" : options.joined(separator: " "),
        ]
    }
}

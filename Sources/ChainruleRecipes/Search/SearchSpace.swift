import Chainrule

/// The hyperparameters that a search chooses, with the values they may have.
public struct SearchSpace: Sendable, Equatable {
    /// The domains by the names of the hyperparameters.
    public let domains: [String: Domain]

    /// The names, in the order in which everything is drawn and shown.
    public let names: [String]

    public init(_ domains: [String: Domain]) {
        self.domains = domains
        names = domains.keys.sorted()
    }

    /// The domain of a hyperparameter of this space.
    public subscript(name: String) -> Domain { domains[name]! }

    /// One value of each hyperparameter, drawn evenly from its domain.
    public func sample(from random: inout RandomStream) -> Settings {
        settings(at: names.map { _ in random.uniform() })
    }

    /// The values at positions from 0 to 1, one for each hyperparameter in the order of ``names``.
    func settings(at positions: [Double]) -> Settings {
        Settings(uniqueKeysWithValues: zip(names, positions).map { ($0, self[$0].setting(at: $1)) })
    }

    /// Settings that are not among those tried, drawn evenly; nil where there are hardly any left.
    func sample(from random: inout RandomStream, notOf tried: Set<Settings>) -> Settings? {
        // With a hundredth of the space left, so many draws miss it in one case of twenty thousand.
        for _ in 0..<1000 {
            let settings = sample(from: &random)
            if !tried.contains(settings) { return settings }
        }
        return nil
    }

    /// All combinations of each domain's ``Domain/grid(_:)``; the last hyperparameter changes first.
    public func grid(_ points: Int) -> [Settings] {
        names.reduce([[:]]) { rows, name in
            rows.flatMap { row in
                self[name].grid(points).map { row.merging([name: $0]) { $1 } }
            }
        }
    }

    /// The number of combinations of ``grid(_:)``, at most `Int.max`.
    public func gridCount(_ points: Int) -> Int {
        names.reduce(1) { product, name in
            let (count, overflow) = product.multipliedReportingOverflow(by: self[name].grid(points).count)
            return overflow ? .max : count
        }
    }

    /// The part of the space around `settings` whose ranges are `share` of these long.
    public func narrowed(around settings: Settings, to share: Double) -> SearchSpace {
        SearchSpace(
            Dictionary(
                uniqueKeysWithValues: names.map {
                    ($0, self[$0].narrowed(around: settings[$0]!, to: share))
                }))
    }
}

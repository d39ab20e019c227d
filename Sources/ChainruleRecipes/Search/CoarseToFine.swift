/// Searches again and again, each round in a smaller space around the best trial of all rounds before.
///
/// Ranges shrink to a third in every round; of choices the best trial's value remains.
public struct CoarseToFine: SearchMethod {
    static let shrinkage = 1.0 / 3

    private let stages: StagedSearch

    /// - Parameters:
    ///   - space: what the first round searches.
    ///   - rounds: how many there are.
    ///   - trialCount: The trials of all rounds together, or at most so many.
    ///   - method: The method of a round, counted from 0, in the space of that round.
    public init(
        _ space: SearchSpace, rounds: Int, trialCount: Int,
        method: @escaping @Sendable (SearchSpace, _ round: Int) -> any SearchMethod
    ) {
        stages = StagedSearch(trialCount: trialCount, count: rounds) { round, earlier in
            guard let best = earlier.ranked.first else { return method(space, round) }
            let share = (0..<round).reduce(1) { share, _ in share * Self.shrinkage }
            return method(space.narrowed(around: best.settings, to: share), round)
        }
    }

    public var trialCount: Int { stages.trialCount }

    public func proposals(after results: [TrialResult]) -> [Proposal] { stages.proposals(after: results) }
}

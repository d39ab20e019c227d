/// Successive halving with every trade-off between many short trials and few long ones (Li et al. 2018).
public struct Hyperband: SearchMethod {
    private let stages: StagedSearch

    /// - Parameters:
    ///   - space: what is searched.
    ///   - epochs: R, the epochs of the longest trials.
    ///   - eta: the reduction factor η: the best 1/η of the trials are trained again for η times as many epochs.
    ///   - seed: what the settings are drawn from.
    public init(_ space: SearchSpace, epochs: Int, eta: Int, seed: UInt64) {
        let brackets = Bracket.hyperband(epochs: epochs, eta: eta)
        let trialCount = brackets.reduce(0) { $0 + $1.trialCount }
        stages = StagedSearch(trialCount: trialCount, count: brackets.count) { stage, _ in
            SuccessiveHalving(space, brackets[stage], seed: seed, stage: stage)
        }
    }

    public var trialCount: Int { stages.trialCount }

    public func proposals(after results: [TrialResult]) -> [Proposal] { stages.proposals(after: results) }
}

import Chainrule

/// Tries values drawn at random (Bergstra and Bengio 2012).
///
/// Where few hyperparameters matter, it beats a grid: every trial has a new value of each of them. No settings are tried
/// twice; the search ends early when there are no others.
public struct RandomSearch: SearchMethod {
    public let space: SearchSpace
    public let trialCount: Int
    public let seed: UInt64
    /// Which of several draws from one seed this is.
    let stage: Int

    public init(_ space: SearchSpace, trials: Int, seed: UInt64, stage: Int = 0) {
        self.space = space
        trialCount = trials
        self.seed = seed
        self.stage = stage
    }

    public func proposals(after results: [TrialResult]) -> [Proposal] {
        if !results.isEmpty { return [] }
        var proposals: [Proposal] = []
        var tried: Set<Settings> = []
        for index in 0..<trialCount {
            var random = RandomStream(searchSeed: seed, stage: stage, index: index)
            guard let settings = space.sample(from: &random, notOf: tried) else { break }
            tried.insert(settings)
            proposals.append(Proposal(settings))
        }
        return proposals
    }
}

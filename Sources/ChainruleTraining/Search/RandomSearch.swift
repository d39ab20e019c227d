import Chainrule

/// Tries values drawn at random (Bergstra and Bengio 2012).
///
/// Where few hyperparameters matter, it beats a grid: every trial has a new value of each of them.
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
        return (0..<trialCount).map { index in
            var random = RandomStream(searchSeed: seed, stage: stage, index: index)
            return Proposal(space.sample(from: &random))
        }
    }
}

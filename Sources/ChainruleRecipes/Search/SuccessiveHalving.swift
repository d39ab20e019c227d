import Chainrule

/// Starts many trials with few epochs and tries the best of them with more (Jamieson and Talwalkar 2016).
///
/// They are trained anew with all of their epochs: their learning rate follows a schedule over the whole run, which the
/// shorter one has ended.
public struct SuccessiveHalving: SearchMethod {
    public let space: SearchSpace
    public let bracket: Bracket
    public let seed: UInt64
    /// Which of several draws from one seed this is.
    let stage: Int

    public init(_ space: SearchSpace, _ bracket: Bracket, seed: UInt64, stage: Int = 0) {
        self.space = space
        self.bracket = bracket
        self.seed = seed
        self.stage = stage
    }

    public var trialCount: Int { bracket.trialCount }

    /// A trial that failed is never tried with more epochs, even if that leaves a rung shorter than planned.
    public func proposals(after results: [TrialResult]) -> [Proposal] {
        let first = bracket.rungs[0]
        let start = RandomSearch(space, trials: first.trials, seed: seed, stage: stage)
        var rung = start.proposals(after: []).map { Proposal($0.settings, epochs: first.epochs) }
        var rest = results[...]
        for next in bracket.rungs.dropFirst() where !rest.isEmpty {
            let survivors = Array(rest.prefix(rung.count)).ranked.prefix(next.trials)
            rest = rest.dropFirst(rung.count)
            rung = survivors.filter { $0.cost.isFinite }.map {
                Proposal($0.settings, epochs: next.epochs)
            }
        }
        return rest.isEmpty ? rung : []
    }
}

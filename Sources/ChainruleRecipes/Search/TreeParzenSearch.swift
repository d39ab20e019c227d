import Chainrule
import Foundation

/// The tree-structured Parzen estimator (Bergstra et al. 2011).
///
/// After some trials drawn at random, it divides all results into good and bad ones, draws candidates where good
/// ones are dense, and tries the one where they are densest compared with the bad ones. No settings are tried twice;
/// the search ends early when there are no others.
public struct TreeParzenSearch: SearchMethod {
    public let space: SearchSpace
    public let trialCount: Int
    public let seed: UInt64
    /// Trials that are proposed at once, without the results of one another.
    public let generation: Int

    /// Trials drawn at random before the first estimate.
    static let startCount = 10
    /// The share of the results that count as good, called γ in the paper.
    static let goodShare = 0.2
    static let candidateCount = 24

    /// - Parameters:
    ///   - space: what is searched.
    ///   - trials: how many there are in all.
    ///   - seed: what the settings are drawn from.
    ///   - generation: trials that are proposed at once, 4 by default.
    public init(_ space: SearchSpace, trials: Int, seed: UInt64, generation: Int = 4) {
        self.space = space
        trialCount = trials
        self.seed = seed
        self.generation = generation
    }

    public func proposals(after results: [TrialResult]) -> [Proposal] {
        if results.isEmpty {
            return RandomSearch(space, trials: min(Self.startCount, trialCount), seed: seed)
                .proposals(after: [])
        }
        let ranked = results.ranked
        let goodCount = Int((Self.goodShare * Double(results.count)).rounded(.up))
        let good = Estimate(ranked.prefix(goodCount), in: space)
        let bad = Estimate(ranked.dropFirst(goodCount), in: space)
        var proposals: [Proposal] = []
        var tried = Set(results.map(\.settings))
        for index in results.count..<min(results.count + generation, trialCount) {
            var random = RandomStream(searchSeed: seed, stage: 0, index: index)
            let candidates = (0..<Self.candidateCount).map { _ in
                let positions = good.sample(from: &random)
                // Where good results are densest compared with bad ones, the expected improvement is highest.
                let ratio = good.logDensity(at: positions) - bad.logDensity(at: positions)
                return (settings: space.settings(at: positions), ratio: ratio)
            }
            let best = candidates.filter { !tried.contains($0.settings) }.max { $0.ratio < $1.ratio }
            guard let settings = best?.settings ?? space.sample(from: &random, notOf: tried) else { break }
            tried.insert(settings)
            proposals.append(Proposal(settings))
        }
        return proposals
    }
}

/// How densely results lie in the space, each hyperparameter by itself.
private struct Estimate {
    private let estimators: [any DensityEstimator]

    init(_ results: ArraySlice<TrialResult>, in space: SearchSpace) {
        estimators = space.names.map { name in
            let domain = space[name]
            let positions = results.map { domain.position(of: $0.settings[name]!) }
            if case .choice(let settings) = domain {
                return CategoricalEstimator(positions, shareCount: settings.count)
            }
            return ParzenEstimator(positions)
        }
    }

    /// A position on each domain.
    func sample(from random: inout RandomStream) -> [Double] {
        var positions: [Double] = []
        for estimator in estimators { positions.append(estimator.sample(from: &random)) }
        return positions
    }

    func logDensity(at positions: [Double]) -> Double {
        zip(estimators, positions).reduce(0) { $0 + log($1.0.density(at: $1.1)) }
    }
}

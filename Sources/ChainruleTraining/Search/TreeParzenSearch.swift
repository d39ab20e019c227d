import Chainrule
import Foundation

/// The tree-structured Parzen estimator (Bergstra et al. 2011).
///
/// After some trials drawn at random, it divides all results into good and bad ones, draws candidates where good
/// ones are dense, and tries the one where they are densest compared with the bad ones.
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

    public init(_ space: SearchSpace, trials: Int, seed: UInt64, generation: Int) {
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
        return (results.count..<min(results.count + generation, trialCount)).map { index in
            var random = RandomStream(searchSeed: seed, stage: 0, index: index)
            var best = good.sample(from: &random)
            // Where good results are densest compared with bad ones, the expected improvement is highest.
            for _ in 1..<Self.candidateCount {
                let candidate = good.sample(from: &random)
                func ratio(_ positions: [Double]) -> Double {
                    good.logDensity(at: positions) - bad.logDensity(at: positions)
                }
                if ratio(candidate) > ratio(best) { best = candidate }
            }
            let settings = zip(space.names, best).map { ($0, space[$0].setting(at: $1)) }
            return Proposal(Settings(uniqueKeysWithValues: settings))
        }
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
                return ShareEstimator(positions, shareCount: settings.count)
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

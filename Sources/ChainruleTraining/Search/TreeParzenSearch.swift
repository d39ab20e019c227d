import Chainrule

/// The tree-structured Parzen estimator (Bergstra et al. 2011).
///
/// After some trials drawn at random, it divides all results into good and bad ones, draws candidates where good
/// ones are dense, and tries the one where they are densest compared with the bad ones. Each hyperparameter is
/// treated by itself.
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
        let (good, bad) = (ranked.prefix(goodCount), ranked.dropFirst(goodCount))
        return (results.count..<min(results.count + generation, trialCount)).map { index in
            var random = RandomStream(searchSeed: seed, stage: 0, index: index)
            var settings: Settings = [:]
            for name in space.names {
                let domain = space[name]
                settings[name] = Self.proposal(
                    in: domain, good: good.map { $0.settings[name]! }, bad: bad.map { $0.settings[name]! },
                    from: &random)
            }
            return Proposal(settings)
        }
    }

    /// The candidate with the highest ratio of densities, which has the highest expected improvement.
    private static func proposal(
        in domain: Domain, good: [Setting], bad: [Setting], from random: inout RandomStream
    ) -> Setting {
        if case .choice(let settings) = domain {
            let (better, worse) = (Weights(good, in: domain), Weights(bad, in: domain))
            let candidates = (0..<candidateCount).map { _ in better.sample(from: &random) }
            return settings[candidates.highest { better.share(of: $0) / worse.share(of: $0) }]
        }
        let (better, worse) = (
            ParzenEstimator(good.map(domain.position)), ParzenEstimator(bad.map(domain.position))
        )
        let candidates = (0..<candidateCount).map { _ in better.sample(from: &random) }
        return domain.setting(at: candidates.highest { better.density(at: $0) / worse.density(at: $0) })
    }
}

/// How often each choice was observed, once more than that, so that none is ever out of reach.
private struct Weights {
    private var counts: [Int]
    private var total: Int { counts.reduce(0, +) }

    init(_ observations: [Setting], in domain: Domain) {
        counts = Array(repeating: 1, count: domain.shareCount!)
        for setting in observations { counts[domain.index(of: setting)] += 1 }
    }

    func share(of choice: Int) -> Double { Double(counts[choice]) / Double(total) }

    func sample(from random: inout RandomStream) -> Int {
        var rest = random.integer(below: total)
        return counts.firstIndex { count in
            rest -= count
            return rest < 0
        }!
    }
}

extension Array {
    /// The element of the highest score; of equal ones the first.
    fileprivate func highest(_ score: (Element) -> Double) -> Element {
        var best = (self[0], score(self[0]))
        for element in dropFirst() {
            let score = score(element)
            if score > best.1 { best = (element, score) }
        }
        return best.0
    }
}

import Chainrule

/// A density that is level within each of some equal shares of the unit interval, which stand for choices.
///
/// A share counts how often it was observed and once more, so that none is ever out of reach.
struct CategoricalEstimator: DensityEstimator {
    private var counts: [Int]
    private let total: Int

    init(_ observations: [Double], shareCount: Int) {
        counts = Array(repeating: 1, count: shareCount)
        total = shareCount + observations.count
        for position in observations { counts[share(at: position)] += 1 }
    }

    func density(at position: Double) -> Double {
        Double(counts[share(at: position)] * counts.count) / Double(total)
    }

    /// The middle of a share.
    func sample(from random: inout RandomStream) -> Double {
        var rest = random.integer(below: total)
        let share = counts.firstIndex { count in
            rest -= count
            return rest < 0
        }!
        return (Double(share) + 0.5) / Double(counts.count)
    }

    private func share(at position: Double) -> Int {
        min(Int(position * Double(counts.count)), counts.count - 1)
    }
}

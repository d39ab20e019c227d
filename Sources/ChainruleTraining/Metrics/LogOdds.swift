import Foundation

/// The logarithm of p / (1 − p) for the probability p of a class (softmax), which orders as p does.
///
/// Probabilities near 0 and 1 round to equal numbers, and so do the logarithms of odds that differ by less than their
/// last digit: what rounding leaves out is kept beside.
struct LogOdds: Comparable {
    private let rounded: Double
    private let rest: Double

    /// score − highest − log sum.
    private init(score: Double, highest: Double, logSum: Double) {
        let (difference, error) = Self.sum(score, -highest)
        let (rounded, rest) = Self.sum(difference, -logSum)
        guard rounded.isFinite else {
            // Of two infinite scores neither is ahead.
            (self.rounded, self.rest) = (score == highest ? -logSum : difference, 0)
            return
        }
        (self.rounded, self.rest) = Self.sum(rounded, rest + error)
    }

    static func < (one: LogOdds, other: LogOdds) -> Bool {
        (one.rounded, one.rest) < (other.rounded, other.rest)
    }

    /// The odds of every class against all others together, in every row of `width` scores.
    ///
    /// - Precondition: there are at least two classes, and no score is NaN.
    static func ofClasses(_ scores: [Float], width: Int) -> [LogOdds] {
        var odds: [LogOdds] = []
        odds.reserveCapacity(scores.count)
        for start in stride(from: 0, to: scores.count, by: width) {
            odds += ofRow(scores[start..<start + width].map(Double.init))
        }
        return odds
    }

    private static func ofRow(_ scores: [Double]) -> [LogOdds] {
        let top = scores.indices.max { scores[$0] < scores[$1] }!
        let second = scores.indices.filter { $0 != top }.max { scores[$0] < scores[$1] }!
        func powers(of highest: Double) -> [Double] {
            scores.map { $0 == highest ? 1 : exp($0 - highest) }
        }
        // Added up from both sides: subtracting a share from the sum of all would leave only rounding of the others.
        let shares = powers(of: scores[top])
        var before = [0.0]
        for share in shares { before.append(before.last! + share) }
        var after = 0.0
        var odds: [LogOdds] = []
        for place in scores.indices.reversed() {
            if place == top {
                let others = powers(of: scores[second]).enumerated().reduce(0) {
                    $1.offset == top ? $0 : $0 + $1.element
                }
                odds.append(LogOdds(score: scores[top], highest: scores[second], logSum: log(others)))
            } else {
                let others = before[place] + after
                odds.append(LogOdds(score: scores[place], highest: scores[top], logSum: log(others)))
            }
            after += shares[place]
        }
        return odds.reversed()
    }

    /// The rounded sum, and what rounding left out (Knuth 1997, "The art of computer programming", 4.2.2).
    private static func sum(_ one: Double, _ other: Double) -> (sum: Double, error: Double) {
        let sum = one + other
        let part = sum - one
        return (sum, (one - (sum - part)) + (other - part))
    }
}

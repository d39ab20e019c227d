import Chainrule
import Foundation

/// The learning rates that a range test suggests; Smith 2017, "Cyclical learning rates for training neural
/// networks".
///
/// The test trains for a while under ``Schedule/rangeTest(from:to:)``. Its losses are smoothed by the mean over a
/// window of a tenth of all steps, centred so that nothing moves to higher rates.
public struct LearningRateRange: Sendable, Equatable {
    /// The rate at which the loss fell fastest, per factor of the rate.
    public let steepest: Double
    /// The rate, after the lowest loss, from which on the loss was NaN or above its first value; nil if the test ended
    /// before that.
    public let explosion: Double?
    /// The smoothed losses, for a plot, up to the first that is not finite.
    public let smoothed: [Double]

    /// A rate to train with: the steepest, but not above a tenth of the one that explodes.
    public var suggestion: Double { min(steepest, explosion.map { $0 / 10 } ?? .infinity) }

    /// Nil if the loss never fell, or fewer than three of the first losses are finite: then start from a lower rate.
    ///
    /// - Parameters:
    ///   - rates: the learning rate of each step, rising.
    ///   - losses: the loss at each step; the first that is not finite ends the test.
    /// - Precondition: there are as many rates as losses, all above 0, each above the one before.
    public init?(rates: [Double], losses: [Double]) {
        require(
            rates.count == losses.count,
            "LearningRateRange: \(rates.count) rates for \(losses.count) losses")
        require(
            zip([0] + rates, rates).allSatisfy { $0 < $1 }, "LearningRateRange: rates must rise from above 0")
        let smoothed = Self.smoothed(losses.prefix(while: \.isFinite))
        guard smoothed.count > 2 else { return nil }
        let lowest = smoothed.indices.min { smoothed[$0] < smoothed[$1] }!
        func slope(_ step: Int) -> Double {
            (smoothed[step + 1] - smoothed[step - 1]) / log(rates[step + 1] / rates[step - 1])
        }
        let falling = (1..<smoothed.count - 1).prefix { $0 <= lowest }
        guard let steepest = falling.min(by: { slope($0) < slope($1) }), slope(steepest) < 0
        else { return nil }
        let explosion = (lowest..<losses.count).first { $0 >= smoothed.count || smoothed[$0] > smoothed[0] }
        self.steepest = rates[steepest]
        self.explosion = explosion.map { rates[$0] }
        self.smoothed = smoothed
    }

    /// Means over windows that shrink towards both ends, so that they stay centred.
    private static func smoothed(_ losses: ArraySlice<Double>) -> [Double] {
        losses.indices.map { step in
            let reach = min(losses.count / 20, step, losses.count - 1 - step)
            return losses[step - reach...step + reach].reduce(0, +) / Double(2 * reach + 1)
        }
    }
}

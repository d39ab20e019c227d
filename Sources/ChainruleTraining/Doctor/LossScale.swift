/// A scale for losses on which 1 is the baseline loss and 0 the loss of right answers.
///
/// Ratios of losses are meaningless unless the lowest possible loss is zero: a Gaussian negative log-likelihood crosses
/// zero, and adding a constant to a loss changes every ratio. Differences relative to this scale do not change, so all
/// comparisons of losses use it.
struct LossScale {
    /// The baseline loss.
    private let baseline: Double
    /// The distance from the baseline down to the 0 of the scale.
    private let span: Double
    private let rightIsKnown: Bool

    /// - Parameters:
    ///   - baseline: the baseline loss.
    ///   - right: the loss of right answers, if it is known.
    ///   - spread: how much the loss varies from example to example at the baseline, which is used as the unit if more
    ///     confident answers always have a lower loss.
    ///   - lowest: the lowest loss so far, which is evidently possible.
    /// - Returns: nil if there is nothing to measure by.
    init?(baseline: Double, right: Double?, spread: Double?, lowest: Double? = nil) {
        let known = right.map { baseline - $0 } ?? spread ?? 0
        span = max(known, lowest.map { baseline - $0 } ?? 0)
        self.baseline = baseline
        rightIsKnown = right != nil
        // A difference as small as rounding cannot be a unit.
        guard span > 1e-6 * abs(baseline), span.isFinite else { return nil }
    }

    /// A loss on the scale; above 1 if it is worse than the baseline.
    func share(_ loss: Double) -> Double { 1 + (loss - baseline) / span }

    /// How far a loss is above the best one, relative to what was left to learn there, or to the whole scale if that is
    /// unknown.
    func rise(from best: Double, to loss: Double) -> Double {
        (share(loss) - share(best)) / (rightIsKnown ? max(0, share(best)) : 1)
    }
}

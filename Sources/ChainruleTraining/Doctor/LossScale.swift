/// Measures losses by what there is to learn: 1 is the loss of knowing nothing, 0 that of right answers.
///
/// A loss is no multiple of another one unless zero is the lowest there is: that of a Gaussian density crosses zero, and
/// a constant that somebody adds changes every ratio. What a difference of losses is a share of does not change, so all
/// judgments of how much better or worse a loss is are made on this scale.
struct LossScale {
    /// The loss of knowing nothing.
    private let baseline: Double
    /// How far below the baseline the 0 of the scale lies.
    private let span: Double
    private let rightIsKnown: Bool

    /// - Parameters:
    ///   - baseline: the loss of knowing nothing.
    ///   - right: the loss of right answers, if it is known.
    ///   - spread: how much the loss varies from example to example at the baseline, which stands in for the way to
    ///     right answers where these cost less and less the surer they are.
    ///   - lowest: the lowest loss so far; what was come by can be come by.
    /// - Returns: nil if there is nothing to measure by.
    init?(baseline: Double, right: Double?, spread: Double?, lowest: Double? = nil) {
        let known = right.map { baseline - $0 } ?? spread ?? 0
        span = max(known, lowest.map { baseline - $0 } ?? 0)
        self.baseline = baseline
        rightIsKnown = right != nil
        // Differences as small as rounding measure nothing.
        guard span > 1e-6 * abs(baseline), span.isFinite else { return nil }
    }

    /// How much of what there is to learn is left at a loss; more than 1 if it is worse than knowing nothing.
    func share(_ loss: Double) -> Double { 1 + (loss - baseline) / span }

    /// How far a loss lies above the best one: as a share of what was left to learn there, or of all that there is
    /// to learn where nobody knows what is left.
    func rise(from best: Double, to loss: Double) -> Double {
        (share(loss) - share(best)) / (rightIsKnown ? max(0, share(best)) : 1)
    }
}

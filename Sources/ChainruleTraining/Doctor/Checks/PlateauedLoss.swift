/// A loss that does not fall.
enum PlateauedLoss: Check {
    static let moments: Set<Moment> = [.inspection, .epoch]

    /// Checked after an epoch or this many steps, whichever is later.
    private static let (manySteps, fewestSteps) = (1000, 200)
    /// The 5 % quantile of the standard normal distribution: see ``LossCurve/trend``.
    private static let significantFall = -1.64
    /// The shares of the baseline loss and of the first quarter's loss that remain on a plateau.
    private static let (keptOfBaseline, keptOfFirstQuarter) = (0.9, 0.99)

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let losses = history.losses
        let isDue = losses.count >= fewestSteps && (!history.epochs.isEmpty || losses.count >= manySteps)
        guard history.isFresh, isDue, let scale = history.lossScale,
            let early = losses.firstQuarter, let late = losses.lastQuarter
        else { return nil }
        let isFalling =
            losses.trend < significantFall && scale.share(late) < keptOfFirstQuarter * scale.share(early)
        guard scale.share(late) > keptOfBaseline, !isFalling else { return nil }
        return history.finding(
            .lossNotFalling, .warning,
            evidence: "the loss was \(brief(early)) over the first quarter of \(losses.count) steps and "
                + "\(brief(late)) over the last: the network has hardly learned anything",
            advice:
                "try learning rates ten times higher and lower, check that labels match their inputs, and test whether "
                + "the network can overfit 20 examples")
    }
}

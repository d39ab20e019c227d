/// A learning rate that is far too high or too low, judged by the size of updates relative to the weights.
enum LearningRate: Check {
    static let moments: Set<Moment> = [.inspection, .epoch]

    /// An update should be about a thousandth of the weights' norm (CS231n, "Ratio of weights:
    /// updates"); networks that learn well are within a factor of 30 of it.
    private static let usualRatio = 1e-3
    private static let ratios = usualRatio / 30...usualRatio * 30
    /// A loss oscillates if it is above its best by this share of the baseline loss in this share of the history.
    private static let (swing, swingingShare) = (0.3, 0.25)

    /// Below the first share of the baseline loss, updates are small because gradients are; above the second share of
    /// the initial loss, large updates do not help. Small networks often
    /// learn fast with long ones.
    private static let (learnedShare, standingShare) = (0.5, 0.9)
    /// Before this many steps and examples large updates may still help.
    private static let (fewestSteps, fewestExamples) = (100, 1600)

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let rate = history.training.trainer.learningRate
        if let scale = history.lossScale, let share = history.losses.relapses(beyond: swing, on: scale),
            share >= swingingShare
        {
            return history.finding(
                .learningRateTooHigh, .warning,
                evidence:
                    "in \(wholePercent(share)) of \(history.losses.count) steps the loss was far above its lowest "
                    + "value so far: the steps overshoot",
                advice: "lower the learning rate (\(rate)) by a factor of 3 to 10")
        }
        guard history.inspections.areEnough, let scale = history.lossScale, let start = history.startingLoss,
            let late = history.losses.lastQuarter, scale.share(late) > learnedShare,
            let ratio = typicalRatio(history)
        else { return nil }
        let figures =
            "an update changes the weights by \(brief(ratio)) of their norm (median), where 0.001 is usual"
        if ratio > ratios.upperBound && scale.share(late) > standingShare * scale.share(start)
            && history.losses.count >= max(fewestSteps, fewestExamples / history.losses.examplesOfStep)
        {
            return history.finding(
                .learningRateTooHigh, .warning,
                evidence: "\(figures), and the loss does not decrease",
                advice: "lower the learning rate (\(rate)) to about \(brief(rate * usualRatio / ratio))")
        }
        guard ratio < ratios.lowerBound else { return nil }
        return history.finding(
            .learningRateTooLow, .warning,
            evidence: "\(figures): training will be very slow",
            advice: "raise the learning rate (\(rate)) to about \(brief(rate * usualRatio / ratio))")
    }

    /// The median over inspections of the median over weights; as it would be at the base learning rate.
    private static func typicalRatio(_ history: TrainingHistory) -> Double? {
        let weights = Set(history.start.weights)
        return history.inspections.median { inspection, rate in
            let scale = history.training.trainer.learningRate / rate
            let moved = inspection.parameters.filter { weights.contains($0.name) && $0.gradientNorm > 0 }
            return moved.compactMap(\.updateRatio).median.flatMap { scale.isFinite ? $0 * scale : nil }
        }
    }
}

/// An initial loss that is far from the baseline loss.
enum InitialLoss: Check {
    static let moments: Set<Moment> = [.step]

    /// Scores of variance 1, as fresh layers make them, raise the cross-entropy by half a nat, and double a squared
    /// error of targets of variance 1.
    private static let largestRatio = 2.5
    private static let smallestRatio = 0.4
    /// In more steps than these, of small batches, a network may have learned something.
    private static let mostSteps = 4

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let steps = history.losses.steadySteps
        guard history.isFresh, history.losses.count == steps, let loss = history.losses.first,
            let zeros = history.startingLoss, let baseline = history.baselineLoss,
            let scale = history.lossScale,
            // With a loss that is not bounded below, confident and wrong answers cannot be distinguished.
            history.start.baselineLosses.right != nil
        else { return nil }
        let figures =
            "the loss of the first \(steps == 1 ? "step" : "\(steps) steps") is \(brief(loss)), and "
        if scale.share(loss) > largestRatio * scale.share(zeros) {
            return history.finding(
                .initialLoss, .warning,
                evidence:
                    "\(figures)outputs of zero would give \(brief(zeros)): the untrained network makes confidently "
                    + "wrong predictions",
                advice:
                    "use smaller initial weights in the last layer, or check that the loss function fits the outputs"
            )
        }
        guard scale.share(loss) < smallestRatio, steps <= mostSteps else { return nil }
        return history.finding(
            .initialLoss, .note,
            evidence:
                "\(figures)the best constant prediction would give \(brief(baseline)): the untrained network is already "
                + "better than that",
            advice: "unless it was pretrained, look for target leakage: inputs that contain the label")
    }
}

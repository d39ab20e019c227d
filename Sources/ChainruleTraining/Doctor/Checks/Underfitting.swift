/// A network that ends up hardly better than the best constant prediction.
enum Underfitting: Check {
    static let moments: Set<Moment> = [.end]

    private static let fewestSteps = 50
    /// Relative to the baseline loss.
    private static let largestShare = 0.7
    /// With a validation loss this far above, it is overfitting instead.
    private static let largestGap = 1.1

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        guard case .finished = history.outcome, history.losses.count >= fewestSteps,
            let scale = history.lossScale, let baseline = history.baselineLoss,
            let loss = history.losses.lastQuarter, scale.share(loss) > largestShare,
            let epoch = history.epochs.last,
            scale.share(epoch.validationLoss ?? loss) <= largestGap * scale.share(loss)
        else { return nil }
        let validation = epoch.validationLoss.map { " (validation \(brief($0)))" } ?? ""
        return history.finding(
            .underfitting, .note,
            evidence:
                "the final loss is \(brief(loss))\(validation), not far below \(brief(baseline)), the loss of the best "
                + "constant prediction",
            advice:
                "train longer, use a larger network, a higher learning rate or less regularization, unless the data "
                + "allow no better")
    }
}

/// A loss that rises well above its start.
enum ExplodingLoss: Check {
    static let moments: Set<Moment> = [.step, .epoch]

    /// Relative to the start.
    private static let largestRise = 3.0

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        guard let scale = history.lossScale, let start = history.startingLoss else { return nil }
        let reference = history.isFresh ? max(start, history.losses.first ?? start) : start
        guard let (loss, name) = figure(history), scale.share(loss) > largestRise * scale.share(reference)
        else { return nil }
        return history.finding(
            .lossExploding, .serious,
            evidence:
                "the loss rose to \(brief(loss)), \(name), up from \(brief(reference)) at the start",
            advice: "lower the learning rate (\(history.training.trainer.learningRate)), or clip gradients")
    }

    /// A loss that no single bad batch moves: the median of eleven steps or more, or where there are fewer the lower one
    /// of an epoch's training and of its validation set.
    private static func figure(_ history: TrainingHistory) -> (loss: Double, name: String)? {
        if let median = history.losses.recentMedian { return (median, "the median of the most recent steps") }
        guard let epoch = history.epochs.last, let validation = epoch.validationLoss else { return nil }
        return (min(epoch.loss, validation), "both in training and in validation of epoch \(epoch.epoch)")
    }
}

/// A network that does much better on the training set than on the validation set.
enum Overfitting: Check {
    static let moments: Set<Moment> = [.epoch]

    /// A validation loss that has risen by this much for two epochs does not recover.
    private static let (largestRise, patience) = (0.1, 2)
    /// The gap between the two losses as a share of the baseline loss: with less than the
    /// first a validation loss is merely unsteady, with more than the second it need not rise.
    private static let (smallestGap, largestGap) = (0.05, 0.25)
    /// The first steps may be erratic.
    private static let fewestSteps = 20

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        guard history.losses.count >= fewestSteps, history.epochs.count >= 2,
            let last = history.epochs.last, let validation = last.validationLoss,
            validation > last.loss, let scale = history.lossScale,
            let best = history.epochs.min(by: { $0.validationLoss! < $1.validationLoss! })
        else { return nil }
        let gap = scale.share(validation) - scale.share(last.loss)
        let isRising =
            last.epoch >= best.epoch + patience
            && history.epochs.suffix(patience).allSatisfy {
                scale.rise(from: best.validationLoss!, to: $0.validationLoss!) > largestRise
            }
            && last.loss < best.loss && gap > smallestGap
        let hasGap = gap > largestGap
        guard isRising || hasGap else { return nil }
        let story =
            isRising
            ? "the validation loss rose from \(brief(best.validationLoss!)) after epoch \(best.epoch) to \(brief(validation)), "
                + "while the training loss fell from \(brief(best.loss)) to \(brief(last.loss))"
            : "the validation loss is \(brief(validation)), the training loss \(brief(last.loss))"
        return history.finding(
            .overfitting, .warning, evidence: story + accuracies(last) + ": the network is overfitting",
            advice:
                "use more data or data augmentation, weight decay, dropout or a smaller network"
                + (best.epoch < last.epoch ? "; epoch \(best.epoch) was best: use early stopping" : ""))
    }

    private static func accuracies(_ epoch: EpochRecord) -> String {
        guard let training = epoch.accuracy, let validation = epoch.validationAccuracy else { return "" }
        return " (training accuracy \(percent(training)), validation accuracy \(percent(validation)))"
    }
}

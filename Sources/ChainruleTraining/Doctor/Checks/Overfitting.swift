/// A network that does much better on what it learned from than on what it never saw.
enum Overfitting: Check {
    static let moments: Set<Moment> = [.epoch]

    /// A held-out loss at so many times its best, two epochs or more after it, does not come back down by itself.
    private static let (largestRise, patience) = (1.1, 2)
    /// What lies between the two losses, as a share of the loss of a network that knows nothing: with less than the
    /// first a held-out loss is merely unsteady, with more than the second it need not rise.
    private static let (smallestGap, largestGap) = (0.05, 0.25)
    /// The first steps may throw a network about.
    private static let fewestSteps = 20

    static func finding(in course: Course) -> Doctor.Finding? {
        guard course.losses.count >= fewestSteps, course.epochs.count >= 2,
            let last = course.epochs.last, let heldOut = last.heldOutLoss,
            heldOut > last.loss, let ignorant = course.ignorantLoss,
            let best = course.epochs.min(by: { $0.heldOutLoss! < $1.heldOutLoss! })
        else { return nil }
        let isRising =
            heldOut > largestRise * best.heldOutLoss! && last.epoch >= best.epoch + patience
            && last.loss < best.loss && heldOut - last.loss > smallestGap * ignorant
        let hasGap = heldOut - last.loss > largestGap * ignorant
        guard isRising || hasGap else { return nil }
        let story =
            isRising
            ? "the held-out loss rose from \(brief(best.heldOutLoss!)) after epoch \(best.epoch) to \(brief(heldOut)), "
                + "while that of training fell from \(brief(best.loss)) to \(brief(last.loss))"
            : "the held-out loss is \(brief(heldOut)) where that of training is \(brief(last.loss))"
        return course.finding(
            .overfitting, .warning, evidence: story + accuracies(last) + ": the network learns by heart",
            advice:
                "get more data or vary it (augmentation), use weight decay, dropout or a smaller network"
                + (best.epoch < last.epoch ? "; the network of epoch \(best.epoch) was the best" : ""))
    }

    private static func accuracies(_ epoch: EpochRecord) -> String {
        guard let training = epoch.accuracy, let heldOut = epoch.heldOutAccuracy else { return "" }
        return " (accuracy \(percent(training)) in training, \(percent(heldOut)) on held-out examples)"
    }
}

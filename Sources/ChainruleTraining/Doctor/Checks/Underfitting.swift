/// A network that ends up hardly better than one which knows nothing.
enum Underfitting: Check {
    static let moments: Set<Moment> = [.end]

    private static let fewestSteps = 50
    /// Of the loss of a network that knows nothing.
    private static let largestShare = 0.7
    /// A held-out loss so far above would speak of overfitting instead.
    private static let largestGap = 1.1

    static func finding(in course: Course) -> Finding? {
        guard case .finished = course.outcome, course.losses.count >= fewestSteps,
            let ignorant = course.ignorantLoss, let loss = course.losses.lastQuarter,
            loss > largestShare * ignorant, let epoch = course.epochs.last,
            (epoch.heldOutLoss ?? 0) <= largestGap * loss
        else { return nil }
        let heldOut = epoch.heldOutLoss.map { ", that of held-out examples \(brief($0))" } ?? ""
        return course.finding(
            .underfitting, .note,
            evidence:
                "at the end the loss is \(brief(loss))\(heldOut), which is \(wholePercent(loss / ignorant)) of "
                + "\(brief(ignorant)), the loss of knowing nothing",
            advice:
                "train longer, with a larger network, a higher learning rate or a weaker penalty, unless there is "
                + "no more to know")
    }
}

/// A loss that rises well above its start.
enum ExplodingLoss: Check {
    static let moments: Set<Moment> = [.step, .epoch]

    /// So many times the start.
    private static let largestRise = 3.0

    static func finding(in course: Course) -> Doctor.Finding? {
        guard let start = course.startingLoss else { return nil }
        let reference = course.isFresh ? max(start, course.losses.first ?? 0) : start
        guard let (loss, name) = figure(course), loss > largestRise * reference else { return nil }
        return course.finding(
            .lossExploding, .serious,
            evidence:
                "the loss rose to \(brief(loss)), \(name), \(brief(loss / reference)) times what it was before "
                + "anything was learned",
            advice: "lower the learning rate (\(course.training.trainer.learningRate)), or clip gradients")
    }

    /// A loss that no single bad batch moves: the median of eleven steps or more, or where there are fewer the lower one
    /// of an epoch's training and of its held-out examples.
    private static func figure(_ course: Course) -> (loss: Double, name: String)? {
        if let median = course.losses.recentMedian { return (median, "the median of the last steps") }
        guard let epoch = course.epochs.last, let heldOut = epoch.heldOutLoss else { return nil }
        return (min(epoch.loss, heldOut), "in epoch \(epoch.epoch) and after it")
    }
}

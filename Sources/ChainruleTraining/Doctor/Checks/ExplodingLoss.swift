/// A loss that rises well above its start.
enum ExplodingLoss: Check {
    static let moments: Set<Moment> = [.step]

    /// The median of eleven steps or more, which no single bad batch moves, at so many times the start.
    private static let largestRise = 3.0

    static func finding(in course: Course) -> Doctor.Finding? {
        guard let start = course.startingLoss, let recent = course.losses.recentMedian else { return nil }
        let reference = course.isFresh ? max(start, course.losses.first ?? 0) : start
        guard recent > largestRise * reference else { return nil }
        return course.finding(
            .lossExploding, .serious,
            evidence:
                "the loss rose to \(brief(recent)), the median of the last steps, \(brief(recent / reference)) "
                + "times what it was before anything was learned",
            advice: "lower the learning rate (\(course.training.trainer.learningRate)), or clip gradients")
    }
}

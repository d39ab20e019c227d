/// A first loss that is far from that of a network which knows nothing.
enum InitialLoss: Check {
    static let moments: Set<Moment> = [.step]

    /// Scores of variance 1, as fresh layers make them, raise the cross-entropy by half a nat, and double a squared
    /// error of targets of variance 1.
    private static let largestRatio = 2.5
    private static let smallestRatio = 0.4

    static func finding(in course: Course) -> Finding? {
        guard course.isFresh, course.losses.count == 1, let loss = course.losses.first,
            let expected = course.start.expectedLoss
        else { return nil }
        let figures =
            "the loss of the first step is \(brief(loss)), and outputs of zero would have cost "
            + brief(expected)
        if loss > largestRatio * expected {
            return course.finding(
                .initialLoss, .warning,
                evidence: "\(figures): the network is wrong with confidence before it has seen anything",
                advice:
                    "make the initial weights of the last layer smaller, or check that the loss fits the outputs"
            )
        }
        guard loss < smallestRatio * expected else { return nil }
        return course.finding(
            .initialLoss, .note, evidence: "\(figures): the network knows something already",
            advice: "unless it was trained before, look for the answer among its inputs")
    }
}

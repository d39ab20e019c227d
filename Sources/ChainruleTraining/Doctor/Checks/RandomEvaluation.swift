/// A network that answers the same question differently when it is used: most often dropout that was left on.
enum RandomEvaluation: Check {
    static let moments: Set<Moment> = [.beginning]

    /// Far above rounding, far below what dropout does.
    private static let smallestDifference = 1e-4

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let difference = history.start.evaluationDifference
        guard difference > smallestDifference else { return nil }
        return history.finding(
            .randomEvaluation, .warning,
            evidence:
                "the same batch evaluated twice gave outputs that differ by \(wholePercent(difference)) of the "
                + "largest: something is random that should not be, and validation figures suffer",
            advice: "use Dropout, or ask Mode.current, where the network draws random numbers")
    }
}

/// Random outputs in evaluation mode, most often because dropout is still active.
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
                "two evaluations of the same batch differ by \(wholePercent(difference)) of the largest output: "
                + "something is random in evaluation mode, and validation metrics suffer",
            advice: "where the network draws random numbers, use Dropout or check Mode.current")
    }
}

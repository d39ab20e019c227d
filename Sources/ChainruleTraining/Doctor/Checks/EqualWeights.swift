import Chainrule

/// Hidden layers whose initial weights are all equal.
enum EqualWeights: Check {
    static let moments: Set<Moment> = [.inspection]

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let log = history.inspections
        guard history.isFresh, log.count == InspectionLog.enough else { return nil }
        // Most weights may start equal: the units of a last layer get different gradients by their targets, those
        // of a branch that starts at zero by what its outputs are added to, and others by their biases.
        let equal = history.start.equalWeights.filter { log.neverDiffering.contains($0.name) }
        guard let first = equal.first else { return nil }
        return history.finding(
            .equalWeights, .serious,
            evidence:
                "all values of \(listed(equal.map(\.name))) are \(brief(first.number)): units with equal weights get "
                + "equal gradients and stay equal",
            advice: "initialize weights at random, as the layers do by default")
    }
}

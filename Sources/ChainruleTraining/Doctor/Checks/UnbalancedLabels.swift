import Chainrule

/// Classes of very different frequency.
enum UnbalancedLabels: Check {
    static let moments: Set<Moment> = [.beginning]

    /// A class that is half of all examples, or 1.6 of its even share: 80 % of two classes.
    private static let (largestShare, largestExcess) = (0.5, 1.6)
    /// A class with less than a tenth of its even share, where that is twenty examples of the sample: of these two
    /// or fewer are seen by chance in one of two million samples (Poisson).
    private static let (smallestExcess, countedEvenShare) = (0.1, 20.0)

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let targets = history.start.sample.targets
        guard !targets.dtype.isFloatingPoint, targets.rank == 1 else { return nil }
        let labels: [Int32] = targets.scalars()
        let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +).sorted { $0.key < $1.key }
        guard counts.count >= 2 else { return onlyOne(counts, history) }
        let even = Double(labels.count) / Double(counts.count)
        let common = counts.max { $0.value < $1.value }!
        let rare = counts.min { $0.value < $1.value }!
        let share = Double(common.value) / Double(labels.count)
        if share >= largestShare && Double(common.value) >= largestExcess * even {
            return history.finding(
                .unbalancedLabels, .warning,
                evidence:
                    "class \(common.key) makes up \(wholePercent(share)) of \(labels.count) examples: always predicting "
                    + "it gives that accuracy",
                advice:
                    "sample the classes equally often (balancingWeights), weight the loss, and use macro F1 "
                    + "instead of accuracy")
        }
        guard even >= countedEvenShare, Double(rare.value) < smallestExcess * even else { return nil }
        return history.finding(
            .unbalancedLabels, .note,
            evidence:
                "class \(rare.key) has \(rare.value) of \(labels.count) examples, class \(common.key) "
                + "\(common.value): accuracy hardly depends on the rare one",
            advice:
                "use macro F1, collect more examples of the rare class, or oversample it (balancingWeights)")
    }

    private static func onlyOne(_ counts: [(key: Int32, value: Int)], _ history: TrainingHistory) -> Doctor
        .Finding?
    {
        guard let only = counts.first, only.value > 1 else { return nil }
        return history.finding(
            .unbalancedLabels, .serious,
            evidence:
                "all \(only.value) examples are of class \(only.key): there is nothing to learn",
            advice: "check how the labels are read")
    }
}

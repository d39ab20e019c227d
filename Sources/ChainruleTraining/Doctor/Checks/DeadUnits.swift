/// ReLUs that let no example through.
enum DeadUnits: Check {
    static let moments: Set<Moment> = [.inspection]

    /// The share of a layer's units; with a learning rate that is too high as many as 40 % can die (CS231n, "Commonly used
    /// activation functions").
    private static let (largestShare, seriousShare) = (0.25, 0.9)

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let log = history.inspections
        guard history.hasInspectedMany, let latest = log.recent.last else { return nil }
        let shares = zip(latest.inspection.activations, log.alwaysBlocked).compactMap { activation, blocked in
            activation.flatOutputs == .zero
                ? (activation.name, share: Double(blocked.count { $0 }) / Double(max(1, blocked.count))) : nil
        }
        guard let worst = shares.max(by: { $0.share < $1.share }), worst.share >= largestShare else {
            return nil
        }
        return history.finding(
            .deadUnits, worst.share >= seriousShare ? .serious : .warning,
            evidence:
                "\(wholePercent(worst.share)) of the units of \(worst.0) were zero for all examples of "
                + "\(log.count) batches: they get no gradient and cannot learn",
            advice:
                "lower the learning rate (\(history.training.trainer.learningRate)), check the initial biases, or use "
                + "LeakyReLU")
    }
}

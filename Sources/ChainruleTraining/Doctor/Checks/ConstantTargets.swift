import Chainrule

/// Targets that are all the same number; for labels see `UnbalancedLabels`.
enum ConstantTargets: Check {
    static let moments: Set<Moment> = [.beginning]

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let targets = history.start.sample.targets
        guard targets.dtype.isFloatingPoint, targets.rank > 0, let spread = Spread(targets.scalars()),
            spread.isConstant,
            // A loss that does without targets gets any.
            history.start.baselineLosses.right != nil
        else { return nil }
        return history.finding(
            .constantTargets, .serious,
            evidence: "all targets are \(brief(spread.mean)): there is nothing to learn",
            advice:
                "check how the targets are read; if they differ by less than float32 can hold, 7 digits, subtract "
                + "their mean before they become a tensor")
    }
}

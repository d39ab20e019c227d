import Chainrule

/// Classes of the network that occur in no label, as after a single invalid label.
enum AbsentClasses: Check {
    static let moments: Set<Moment> = [.beginning]

    /// A sample of as many examples as there are equally frequent classes misses 37 % of them.
    private static let largestShare = 0.5

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let (targets, outputs) = (history.start.sample.targets, history.start.outputShape)
        guard !targets.dtype.isFloatingPoint, targets.rank == 1, outputs.rank == 2 else { return nil }
        let (count, classCount) = (targets.shape[0], outputs[1])
        let present = Set(targets.scalars(as: Int32.self)).sorted()
        let absent = classCount - present.count
        // Labels that are all the same are a finding of their own.
        guard count >= classCount, Double(absent) > largestShare * Double(classCount), present.count > 1,
            let largest = present.last.map(Int.init)
        else { return nil }
        return history.finding(
            .absentClasses, .warning,
            evidence:
                "the network has \(classCount) classes, but only \(present.count) occur in the labels of \(count) "
                + "examples: \(listed(present.map(String.init), atMost: 12))",
            advice: largest == classCount - 1
                ? "check for invalid labels such as \(largest), and number the classes from 0 without gaps"
                : "reduce the outputs of the network to the classes that there are, or check which examples are missing"
        )
    }
}

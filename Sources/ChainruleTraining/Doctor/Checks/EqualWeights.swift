import Chainrule

/// Hidden layers whose weights start all equal.
enum EqualWeights: Check {
    static let moments: Set<Moment> = [.beginning]

    static func finding(in course: Course) -> Finding? {
        guard course.isFresh else { return nil }
        // Zeros in the last layer are harmless: the gradients of its units differ by their targets.
        let equal = course.start.weights.dropLast().filter { _, parameter in
            let value = parameter.value
            return value.shape[0] > 1 && (value.max() - value.min()).item() == 0
        }
        guard let first = equal.first else { return nil }
        let number = brief(first.parameter.value.max().item())
        return course.finding(
            .equalWeights, .serious,
            evidence:
                "all numbers of \(listed(equal.map(\.name))) are \(number): units that start the same get "
                + "the same gradient and stay the same",
            advice: "draw initial weights at random, as the layers do by themselves")
    }
}

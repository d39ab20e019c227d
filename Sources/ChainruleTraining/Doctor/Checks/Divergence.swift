/// A loss that became no number, or left all measure.
enum Divergence: Check {
    static let moments: Set<Moment> = [.end]

    static func finding(in course: Course) -> Doctor.Finding? {
        guard case .failed(let error) = course.outcome,
            case .diverged(let loss, _, let step, let learningRate, let origin) = error as? TrainingError
        else { return nil }
        let cause = origin.map { ": \($0)" } ?? ""
        return course.finding(
            .diverged, .serious,
            evidence: "the loss became \(loss.isNaN ? "nan" : brief(loss)) in step \(step)\(cause)",
            advice: origin.flatMap(advice) ?? "a learning rate below \(Float(learningRate))")
    }

    /// What helps where an operation has no finite result, whatever the learning rate.
    private static func advice(for origin: String) -> String? {
        switch origin.prefix(while: { $0 != " " }) {
        case "log":
            "give log no zeros: add a small number, or take the cross-entropy of scores before a softmax"
        case "exp": "keep what exp is given small: subtract the largest first, or use softmax and its losses"
        case "divide", "reciprocal", "rsqrt": "keep the divisor away from zero: add a small number to it"
        default: nil
        }
    }
}

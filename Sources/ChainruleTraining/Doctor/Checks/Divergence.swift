/// A loss that became no number, or left all measure, or had a gradient that did.
enum Divergence: Check {
    static let moments: Set<Moment> = [.end]

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        guard case .failed(let error) = history.outcome, let error = error as? TrainingError else {
            return nil
        }
        let (evidence, origin, otherwise) =
            switch error {
            case .diverged(let loss, _, let step, let learningRate, let origin):
                (
                    "the loss became \(brief(loss)) in step \(step)", origin,
                    TrainingError.lowerRate(learningRate)
                )
            case .gradientNotFinite(_, let step, let origin):
                (
                    "a gradient was not finite in step \(step), though the loss was", origin,
                    "keep away from where a function has no slope: add a small number under a root and to a divisor"
                )
            case .validationDiverged(let loss, let epoch, let learningRate):
                (
                    "the validation loss became \(brief(loss)) after epoch \(epoch)", nil,
                    TrainingError.lowerRate(learningRate)
                )
            }
        return history.finding(
            .diverged, .serious, evidence: evidence + (origin.map { ": \($0)" } ?? ""),
            advice: origin.flatMap(advice) ?? otherwise)
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

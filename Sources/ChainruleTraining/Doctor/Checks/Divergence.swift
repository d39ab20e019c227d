/// A loss that became NaN, or left all measure, or had a gradient that did.
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
                    "a gradient became NaN or infinite in step \(step), although the loss was finite", origin,
                    "look for operations at points where the derivative is undefined or infinite, such as sqrt or pow at 0: add a "
                        + "small epsilon there"
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
            "avoid log of zero: add a small epsilon, or compute the cross-entropy from logits"
        case "exp":
            "keep the inputs of exp small: subtract the maximum first, or use softmax and the losses built on it"
        case "divide", "reciprocal", "rsqrt": "avoid division by zero: add a small epsilon to the divisor"
        default: nil
        }
    }
}

/// A loss that became NaN, infinite or too large, or a gradient that became NaN or infinite.
enum Divergence: Check {
    static let moments: Set<Moment> = [.end]

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        guard case .failed(let error) = history.outcome, let error = error as? TrainingError else {
            return nil
        }
        let (evidence, origin) =
            switch error {
            case .diverged(let loss, _, let step, _, let origin):
                ("the loss became \(brief(loss)) in step \(step)", origin)
            case .gradientNotFinite(_, let step, let origin):
                ("a gradient became NaN or infinite in step \(step), although the loss was finite", origin)
            case .validationDiverged(let loss, let epoch, _):
                ("the validation loss became \(brief(loss)) after epoch \(epoch)", nil)
            }
        return history.finding(
            .diverged, .serious, evidence: evidence + (origin.map { ": \($0)" } ?? ""), advice: error.advice)
    }
}

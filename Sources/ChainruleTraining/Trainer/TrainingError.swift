/// Why training stopped.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    /// The loss left all measure in an epoch, counted from 1, at an update, counted from 1 over all epochs.
    ///
    /// `origin` tells which operation made the first number that is not finite, if one did.
    case diverged(loss: Double, epoch: Int, step: Int, learningRate: Double, origin: String?)
    /// The loss of a step was finite, but not all of its gradients were; the step was made without those.
    ///
    /// `origin` tells which operation made the first number that is not finite.
    case gradientNotFinite(epoch: Int, step: Int, origin: String?)
    /// The loss on the validation set left all measure after an epoch, counted from 1.
    case validationDiverged(loss: Double, epoch: Int, learningRate: Double)

    public var description: String {
        switch self {
        case .diverged(let loss, let epoch, let step, let learningRate, let origin):
            "the loss became \(brief(loss)) in epoch \(epoch), step \(step)"
                + (origin.map { " (\($0))" } ?? "") + "; try \(Self.lowerRate(learningRate))"
        case .gradientNotFinite(let epoch, let step, let origin):
            "a gradient became NaN or infinite in epoch \(epoch), step \(step), although the loss was finite"
                + (origin.map { " (\($0))" } ?? "")
        case .validationDiverged(let loss, let epoch, let learningRate):
            "the validation loss became \(brief(loss)) after epoch \(epoch); try \(Self.lowerRate(learningRate))"
        }
    }

    /// What is worth a try where a learning rate was too high.
    static func lowerRate(_ learningRate: Double) -> String {
        "a learning rate of \(brief(learningRate / 10)) or less"
    }
}

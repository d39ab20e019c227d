/// Why training stopped.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    /// The loss left all measure in an epoch, counted from 1, at an update, counted from 1 over all epochs.
    ///
    /// `origin` tells which operation made the first number that is not finite, if one did.
    case diverged(loss: Double, epoch: Int, step: Int, learningRate: Double, origin: String?)

    public var description: String {
        switch self {
        case .diverged(let loss, let epoch, let step, let learningRate, let origin):
            "the loss became \(loss.isNaN ? "nan" : "\(loss)") in epoch \(epoch), step \(step)"
                + (origin.map { " (\($0))" } ?? "") + "; try a learning rate below \(Float(learningRate))"
        }
    }
}

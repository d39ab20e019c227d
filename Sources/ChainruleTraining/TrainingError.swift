/// Why training stopped.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    /// The loss left all measure in an epoch, counted from 1.
    case diverged(loss: Double, epoch: Int, learningRate: Double)

    /// A loss beyond this is taken for divergence: guessing costs less than ten.
    public static let largestLoss = 1e6

    public var description: String {
        switch self {
        case .diverged(let loss, let epoch, let learningRate):
            "the loss became \(loss.isNaN ? "nan" : "\(loss)") in epoch \(epoch); "
                + "try a learning rate below \(learningRate)"
        }
    }
}

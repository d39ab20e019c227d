/// Why training stopped.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    /// The loss became NaN, infinite or too large in an epoch and an update, both counted from 1.
    ///
    /// `origin` names the operation that produced the first NaN or infinity, if one did.
    case diverged(loss: Double, epoch: Int, step: Int, learningRate: Double, origin: String?)
    /// The loss of a step was finite, but not all of its gradients were; the step was made without those.
    ///
    /// `origin` names the operation that produced the first NaN or infinity.
    case gradientNotFinite(epoch: Int, step: Int, origin: String?)
    /// The validation loss became NaN, infinite or too large after an epoch, counted from 1.
    case validationDiverged(loss: Double, epoch: Int, learningRate: Double)

    public var description: String {
        switch self {
        case .diverged(let loss, let epoch, let step, _, let origin):
            "the loss became \(brief(loss)) in epoch \(epoch), step \(step)"
                + (origin.map { " (\($0))" } ?? "") + "; \(advice)"
        case .gradientNotFinite(let epoch, let step, let origin):
            "a gradient became NaN or infinite in epoch \(epoch), step \(step), although the loss was finite"
                + (origin.map { " (\($0))" } ?? "") + "; \(advice)"
        case .validationDiverged(let loss, let epoch, _):
            "the validation loss became \(brief(loss)) after epoch \(epoch); \(advice)"
        }
    }

    /// The largest learning rate that is common: where one above it failed, a tenth of it would fail, too.
    private static let largestCommonRate = 0.1

    /// What to try.
    var advice: String {
        switch self {
        case .diverged(_, _, _, let learningRate, let origin):
            origin.flatMap(Self.advice) ?? Self.lowerRate(learningRate)
        case .gradientNotFinite(_, _, let origin):
            origin.flatMap(Self.advice)
                ?? "look for operations at points where the derivative is undefined or infinite, such as sqrt or pow at 0: "
                + "add a small epsilon there"
        case .validationDiverged(_, _, let learningRate):
            Self.lowerRate(learningRate)
        }
    }

    private static func lowerRate(_ learningRate: Double) -> String {
        "try a learning rate of \(brief(min(learningRate / 10, largestCommonRate))) or less"
    }

    /// What helps where a number was not finite to begin with, or an operation has no finite result, whatever the
    /// learning rate.
    private static func advice(for origin: String) -> String? {
        if origin.hasPrefix("the tensor 'inputs'") || origin.hasPrefix("the tensor 'targets'") {
            return "the data hold NaN or infinity: fill in missing values, or remove their examples"
        }
        if origin.hasPrefix("the parameter") {
            return "check how the parameter is initialized, or what it was loaded from"
        }
        return switch origin.prefix(while: { $0 != " " }) {
        case "log":
            "avoid log of zero: add a small epsilon, or compute the cross-entropy from logits"
        case "exp":
            "keep the inputs of exp small: subtract the maximum first, or use softmax and the losses built on it"
        case "divide", "reciprocal", "rsqrt": "avoid division by zero: add a small epsilon to the divisor"
        default: nil
        }
    }
}

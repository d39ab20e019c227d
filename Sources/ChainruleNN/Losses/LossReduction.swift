import Chainrule

/// How the losses of single examples or elements are reduced to one: mean, sum, mean over the batch, or not at all.
public enum LossReduction: Sendable {
    /// Their mean or their sum, a scalar.
    case mean, sum
    /// Their sum divided by the number of examples, the size of axis 0, a scalar: for losses of single elements.
    case batchMean
    /// No reduction: one loss per example or element.
    case none

    func callAsFunction(_ losses: Tensor) -> Tensor {
        switch self {
        case .mean: losses.mean()
        case .sum: losses.sum()
        case .batchMean: losses.sum() / Double(losses.rank > 0 ? losses.shape[0] : 1)
        case .none: losses
        }
    }
}

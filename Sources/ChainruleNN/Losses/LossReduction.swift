import Chainrule

/// How the losses of single examples or elements are reduced to one: mean, sum or none.
public enum LossReduction: Sendable {
    /// Their mean or their sum, a scalar.
    case mean, sum
    /// No reduction: one loss per example or element.
    case none

    func callAsFunction(_ losses: Tensor) -> Tensor {
        switch self {
        case .mean: losses.mean()
        case .sum: losses.sum()
        case .none: losses
        }
    }
}

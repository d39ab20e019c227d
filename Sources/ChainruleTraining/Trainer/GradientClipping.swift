import Chainrule
import ChainruleNN

/// How a training bounds its gradients before every update: those of the loss with its penalty, as means over all the
/// batches of the update.
public enum GradientClipping: Sendable, Equatable {
    /// Moves every element into −limit...limit; see `ParameterGradients.clipped(toValue:)`.
    case value(Double)
    /// Scales all gradients down together to this Euclidean norm; see `ParameterGradients.clipped(toGlobalNorm:)`.
    case globalNorm(Double)

    func applied(to gradients: ParameterGradients) -> ParameterGradients {
        switch self {
        case .value(let limit): gradients.clipped(toValue: limit)
        case .globalNorm(let maximum): gradients.clipped(toGlobalNorm: maximum)
        }
    }
}

extension ParameterGradients {
    /// The gradients as they are where there is no clipping.
    func clipped(_ clipping: GradientClipping?) -> ParameterGradients { clipping?.applied(to: self) ?? self }
}

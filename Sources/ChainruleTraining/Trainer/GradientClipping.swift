import Chainrule
import ChainruleNN

/// How gradients are clipped before every update: the mean gradients over the batches of the update, of the loss
/// with its penalty.
public enum GradientClipping: Sendable, Equatable {
    /// Clips every element to −limit...limit; see `ParameterGradients.clipped(toValue:)`.
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
    /// The clipped gradients; unchanged for nil.
    func clipped(_ clipping: GradientClipping?) -> ParameterGradients { clipping?.applied(to: self) ?? self }
}

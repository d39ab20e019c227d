import Chainrule
import ChainruleNN

/// The activation functions that pages offer.
package enum ActivationChoice: String, CaseIterable, Codable, Sendable {
    case sigmoid, tanh, relu, leakyReLU, elu, selu, gelu, silu, mish, softplus, softsign, hardTanh, step

    /// How papers write it.
    package var title: String {
        switch self {
        case .sigmoid: "sigmoid"
        case .tanh: "tanh"
        case .relu: "ReLU"
        case .leakyReLU: "leaky ReLU"
        case .elu: "ELU"
        case .selu: "SELU"
        case .gelu: "GELU"
        case .silu: "SiLU (swish)"
        case .mish: "Mish"
        case .softplus: "softplus"
        case .softsign: "softsign"
        case .hardTanh: "hard tanh"
        case .step: "step (1958)"
        }
    }

    /// The function as a layer.
    ///
    /// - Parameter slope: of a leaky ReLU, for negative inputs.
    package func layer(slope: Double = 0.01) -> any Layer {
        switch self {
        case .sigmoid: Sigmoid()
        case .tanh: Tanh()
        case .relu: ReLU()
        case .leakyReLU: LeakyReLU(slope)
        case .elu: ELU()
        case .selu: SELU()
        case .gelu: GELU()
        case .silu: SiLU()
        case .mish: Mish()
        case .softplus: Softplus()
        case .softsign: Softsign()
        case .hardTanh: HardTanh()
        // As it is, with derivative zero, and not with the gradient that `binaryStep` is trained with.
        case .step: Lambda { ($0 .> 0).cast(to: $0.dtype) }
        }
    }

    /// What its layers' initial weights should fit.
    package var nonlinearity: Nonlinearity {
        switch self {
        case .sigmoid: .sigmoid
        case .tanh, .softsign, .hardTanh: .tanh
        case .leakyReLU: .leakyReLU()
        case .selu: .selu
        case .relu, .elu, .gelu, .silu, .mish, .softplus: .relu
        case .step: .linear
        }
    }
}

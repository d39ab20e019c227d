/// The activation function after a layer, which its initial values should fit.
public enum Nonlinearity: Sendable {
    case linear, sigmoid, tanh, relu, selu
    /// `slope` of the negative half; that of ``LeakyReLU``.
    case leakyReLU(slope: Double = 0.01)

    /// The factor of the standard deviation that keeps activations the same size from layer to layer: 1 for linear layers and
    /// sigmoids, 5/3 for tanh, √2 for ReLU, √(2 / (1 + slope²)) for leaky ReLU, 3/4 for SELU, as `calculate_gain` of PyTorch.
    public var gain: Double {
        switch self {
        case .linear, .sigmoid: 1
        case .tanh: 5 / 3
        case .relu: 2.0.squareRoot()
        case .leakyReLU(let slope): (2 / (1 + slope * slope)).squareRoot()
        case .selu: 0.75
        }
    }
}

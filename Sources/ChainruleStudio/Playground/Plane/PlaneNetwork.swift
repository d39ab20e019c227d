import Chainrule
import ChainruleNN

/// The network of the page of two-dimensional data: linear layers of a few units, with one output.
struct PlaneNetwork: Module {
    private let hidden: [Linear]
    private let output: Linear
    private let dropout: Dropout?
    private let activation: PlaneSettings.Activation

    /// Drawn from the current generator.
    init(_ settings: PlaneSettings) {
        activation = settings.activation
        dropout = settings.dropout > 0 ? Dropout(settings.dropout) : nil
        let sizes = [settings.inputs.count] + settings.layers
        hidden = settings.layers.indices.map { index in
            Linear(sizes[index], sizes[index + 1], weights: settings.activation.initialWeights)
        }
        output = Linear(sizes.last!, 1, weights: .xavier)
    }

    /// All layers, from the inputs on.
    var linearLayers: [Linear] { hidden + [output] }

    /// What the output and the units of the hidden layers compute for `[count, inputs]`: `[count]`, and `[count, units]` each.
    func callAsFunction(_ inputs: Tensor) -> (output: Tensor, hidden: [Tensor]) {
        var value = inputs
        var values: [Tensor] = []
        for layer in hidden {
            value = activation(layer(value))
            values.append(value)
            if let dropout { value = dropout(value) }
        }
        let output = output(value)
        return (output.reshaped(to: [output.shape[0]]), values)
    }
}

extension PlaneSettings.Activation {
    func callAsFunction(_ x: Tensor) -> Tensor {
        switch self {
        case .tanh: Chainrule.tanh(x)
        case .relu: Chainrule.relu(x)
        case .leakyReLU: ChainruleNN.leakyReLU(x, slope: 0.1)
        case .elu: ChainruleNN.elu(x)
        case .gelu: Chainrule.gelu(x)
        case .silu: ChainruleNN.silu(x)
        case .sigmoid: Chainrule.sigmoid(x)
        case .softplus: Chainrule.softplus(x)
        case .sine: Chainrule.sin(x)
        case .linear: x
        }
    }

    fileprivate var initialWeights: InitialValues {
        switch self {
        case .relu, .leakyReLU, .elu, .gelu, .silu, .softplus: .he
        case .tanh, .sigmoid, .sine, .linear: .xavier
        }
    }

    /// The bounds of a unit's picture.
    var range: ClosedRange<Float> {
        switch self {
        case .tanh, .sine: -1...1
        case .sigmoid: 0...1
        case .relu, .leakyReLU, .elu, .gelu, .silu, .softplus, .linear: -3...3
        }
    }
}

extension PlaneSettings {
    func makeOptimizer(_ network: PlaneNetwork) -> Optimizer {
        switch optimizer {
        case .sgd: SGD(network, learningRate: learningRate)
        case .momentum: SGD(network, learningRate: learningRate, momentum: 0.9)
        case .nesterov: SGD(network, learningRate: learningRate, momentum: 0.9, nesterov: true)
        case .rmsprop: RMSProp(network, learningRate: learningRate)
        case .adagrad: Adagrad(network, learningRate: learningRate)
        case .adam: Adam(network, learningRate: learningRate)
        }
    }

    /// What is added to the loss; nil for nothing.
    func penalty(of network: PlaneNetwork) -> Tensor? {
        switch penalty {
        case .none: nil
        case .l1: l1Penalty(of: network, strength: strength)
        case .l2: l2Penalty(of: network, strength: strength)
        }
    }
}

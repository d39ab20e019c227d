import Chainrule
import ChainruleNN

/// What ten layers make of a signal at the start of a training: the activations behind each, and the gradients on their way back.
package struct DeepSignal: ComputedFrame {
    /// How the weights are drawn.
    package enum Rule: String, CaseIterable, Codable, Sendable {
        /// With a standard deviation of one's own.
        case fixed
        case xavier
        case he
        /// Xavier's deviation times the gain of the activation function.
        case gain
        case orthogonal
    }

    /// What a reader chooses.
    package struct Settings: PlaygroundSettings {
        package var activation = ActivationChoice.tanh
        package var rule = Rule.fixed
        /// The standard deviation of the weights, if it is fixed.
        package var deviation = 0.05
        /// The units of each layer.
        package var width = 256
        package var seed: UInt64 = 0
        /// Whether the page draws all layers along one axis; else each along its own.
        package var sameAxis = true

        package init() {}
    }

    /// The numbers behind one layer.
    package struct Layer: Encodable {
        package let activations: Summary
        /// The gradients with respect to the activations.
        package let gradients: Summary
        /// The share of the outputs at which no gradient passes, or nearly none.
        package let flatShare: Double
    }

    /// How numbers are distributed.
    package struct Summary: Encodable {
        package let mean: Double
        package let deviation: Double
        package let histogram: Histogram
    }

    /// The signal itself, of mean 0 and deviation 1.
    package let input: Summary
    package let layers: [Layer]
    /// The standard deviation of the weights that were drawn.
    package let weightDeviation: Double

    package static let depth = 10
    private static let exampleCount = 200
    private static let flatness = 0.01

    package init(_ settings: Settings) throws {
        try settings.check(
            settings.deviation, within: 0...10, "standard deviation of the weights", setting: "deviation")
        try settings.check(settings.width, within: 2...512, "number of units", setting: "width")
        let generator = Generator(seed: settings.seed)
        let network = Sequential {
            for _ in 0..<Self.depth {
                Linear(
                    settings.width, settings.width, bias: false, weights: settings.weights, from: generator)
                settings.activation.layer()
            }
        }
        let signal = Tensor.normal([Self.exampleCount, settings.width], from: generator)
        let upstream = Tensor.normal([Self.exampleCount, settings.width], from: generator)

        var before: [Tensor] = []
        var after: [Tensor] = []
        var output = signal
        for layer in network.layers {
            output = layer(output)
            if layer is Linear { before.append(output) } else { after.append(output) }
        }
        let slopes = gradients(of: output, withRespectTo: before + after, upstream: upstream, unused: .zeros)
        evaluate(before + after + slopes)
        input = Summary(signal)
        layers = (0..<Self.depth).map { index in
            // What the activation function lets through of a gradient, by the two sides of it.
            let inner = slopes[index].scalars(as: Float.self)
            let outer = slopes[Self.depth + index].scalars(as: Float.self)
            let flat = zip(inner, outer).count { abs($0) <= Float(Self.flatness) * abs($1) }
            return Layer(
                activations: Summary(after[index]), gradients: Summary(slopes[Self.depth + index]),
                flatShare: Double(flat) / Double(inner.count))
        }
        let weights = network.parameters().first { $0.parameter.type.shape.rank == 2 }!.parameter.value
        weightDeviation = Summary(weights).deviation
    }
}

extension DeepSignal.Settings {
    fileprivate var weights: InitialValues {
        switch rule {
        case .fixed: .normal(deviation: deviation)
        case .xavier: .xavier(.normal)
        case .he: .he
        case .gain: .xavier(.normal, gain: activation.nonlinearity.gain)
        case .orthogonal: .orthogonal(gain: activation.nonlinearity.gain)
        }
    }
}

extension DeepSignal.Summary {
    fileprivate init(_ tensor: Tensor) {
        let distribution = Distribution(of: tensor.scalars(as: Double.self))
        (mean, deviation) = (distribution.mean, distribution.deviation)
        histogram = Histogram(tensor.scalars())
    }
}

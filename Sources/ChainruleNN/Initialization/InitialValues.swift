import Chainrule

/// The initial values of a layer's weight.
///
/// ```swift
/// Linear(784, 100, weights: .he)
/// Conv2d(3, 16, kernel: 5, weights: .xavier(.uniform, gain: Nonlinearity.tanh.gain))
/// ```
///
/// A weight [outputs, inputs, kernel...] has inputs·kernel numbers per output (its *fan-in*) and outputs·kernel numbers per
/// input (its *fan-out*). The weight of a transposed convolution is [inputs, outputs, kernel...]; as in PyTorch, the number
/// of its outputs then counts as its fan-in. Biases are initialized as the layer documents.
///
/// ``initialize(_:weights:biases:from:where:)`` sets all weights of a model.
public struct InitialValues: Sendable {
    /// A distribution of mean 0.
    public enum Distribution: Sendable { case normal, uniform }

    /// Which fan of a weight decides the deviation.
    public enum Fan: Sendable { case inputs, outputs }

    /// Draws the numbers of a weight.
    let draw: @Sendable (Shape, DType, Generator) -> Tensor

    init(_ draw: @escaping @Sendable (Shape, DType, Generator) -> Tensor) { self.draw = draw }

    /// Deviation gain/√fan with the gain of ReLU, √2, and fan-in: for layers that a ReLU follows.
    public static let he = InitialValues.he(.normal)

    /// Deviation √(2 / (fan-in + fan-out)): for layers that a sigmoid, a tanh or nothing follows.
    public static let xavier = InitialValues.xavier(.uniform)

    /// Deviation gain/√fan; uniform, ±√3 times as much.
    ///
    /// Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015; `kaiming_normal_` and
    /// `kaiming_uniform_` of PyTorch.
    ///
    /// - Parameters:
    ///   - distribution: normal or uniform.
    ///   - nonlinearity: the activation function after the layer, which decides the gain.
    ///   - fan: whether activations or gradients are to keep their size.
    public static func he(
        _ distribution: Distribution, for nonlinearity: Nonlinearity = .relu, fan: Fan = .inputs
    ) -> InitialValues {
        scaled(distribution) { inputs, outputs in
            nonlinearity.gain / (fan == .inputs ? inputs : outputs).squareRoot()
        }
    }

    /// Deviation gain·√(2 / (fan-in + fan-out)); uniform, ±√3 times as much.
    ///
    /// Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS
    /// 2010; `xavier_normal_` and `xavier_uniform_` of PyTorch.
    ///
    /// - Parameters:
    ///   - distribution: normal or uniform.
    ///   - gain: see ``Nonlinearity/gain``; 1 by default.
    public static func xavier(_ distribution: Distribution, gain: Double = 1) -> InitialValues {
        scaled(distribution) { inputs, outputs in gain * (2 / (inputs + outputs)).squareRoot() }
    }

    /// Deviation 1/√fan-in, normal: for layers that a SELU follows, which keep mean 0 and variance 1 then.
    public static let leCun = InitialValues.leCun(.normal)

    /// Deviation 1/√fan-in; uniform, ±√3 times as much.
    ///
    /// Keras and JAX cut the normal distribution off at two deviations and widen it to have this one.
    ///
    /// Source: LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998.
    ///
    /// - Parameter distribution: normal or uniform.
    public static func leCun(_ distribution: Distribution) -> InitialValues {
        he(distribution, for: .linear)
    }

    /// Zeros, as for biases. Units whose weights are all zero stay equal to each other.
    public static let zeros = constant(0)

    /// Normally distributed (Gaussian) numbers.
    public static func normal(mean: Double = 0, deviation: Double) -> InitialValues {
        InitialValues { .normal($0, mean: mean, deviation: deviation, dtype: $1, from: $2) }
    }

    /// Uniformly distributed numbers.
    public static func uniform(in range: Range<Double>) -> InitialValues {
        InitialValues { .uniform($0, in: range, dtype: $1, from: $2) }
    }

    /// The same number everywhere.
    public static func constant(_ value: Double) -> InitialValues {
        InitialValues { shape, dtype, _ in .zeros(shape, dtype: dtype) + value }
    }

    /// Uniform in ±1/√fan-in: the default of PyTorch's linear and convolutional layers.
    public static let pyTorch = InitialValues { shape, dtype, generator in
        let bound = 1 / Double(shape.dropFirst().reduce(1, *)).squareRoot()
        return .uniform(shape, in: -bound..<bound, dtype: dtype, from: generator)
    }

    private static func scaled(
        _ distribution: Distribution,
        _ deviation: @escaping @Sendable (_ inputs: Double, _ outputs: Double) -> Double
    ) -> InitialValues {
        InitialValues { shape, dtype, generator in
            require(shape.rank >= 2, "InitialValues: \(shape) is no weight [outputs, inputs, kernel...]")
            let taps = shape.dropFirst(2).reduce(1, *)
            let deviation = deviation(Double(shape[1] * taps), Double(shape[0] * taps))
            switch distribution {
            case .normal:
                return .normal(shape, deviation: deviation, dtype: dtype, from: generator)
            case .uniform:
                let bound = deviation * 3.0.squareRoot()
                return .uniform(shape, in: -bound..<bound, dtype: dtype, from: generator)
            }
        }
    }

    /// A weight [outputs, inputs, ...] with such values.
    func weight(_ shape: Shape, _ dtype: DType, _ generator: Generator) -> Parameter {
        Parameter(draw(shape, dtype, generator), name: "weight")
    }
}

extension Parameter {
    /// A bias for a weight [outputs, inputs, ...]: uniform in ±1/√fan-in.
    ///
    /// - Parameter count: the number of its elements, the weight's outputs by default.
    static func bias(_ count: Int? = nil, beside weight: Parameter, _ generator: Generator) -> Parameter {
        let (shape, dtype) = (weight.type.shape, weight.type.dtype)
        let bound = 1 / Double(shape.dropFirst().reduce(1, *)).squareRoot()
        return Parameter(
            .uniform([count ?? shape[0]], in: -bound..<bound, dtype: dtype, from: generator), name: "bias")
    }
}

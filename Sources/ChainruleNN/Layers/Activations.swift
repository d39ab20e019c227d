import Chainrule

/// The rectified linear unit (ReLU), max(0, x), as a layer.
public struct ReLU: Layer {
    public init() {}
    public func callAsFunction(_ input: Tensor) -> Tensor { relu(input) }
}

/// The logistic function 1/(1 + e⁻ˣ) as a layer.
public struct Sigmoid: Layer {
    public init() {}
    public func callAsFunction(_ input: Tensor) -> Tensor { sigmoid(input) }
}

/// The hyperbolic tangent as a layer.
public struct Tanh: Layer {
    public init() {}
    public func callAsFunction(_ input: Tensor) -> Tensor { tanh(input) }
}

/// x where it is positive and `slope`·x elsewhere, 0.01·x by default, as a layer.
///
/// Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013.
public struct LeakyReLU: Layer {
    public let slope: Double
    public init(_ slope: Double = 0.01) { self.slope = slope }
    public func callAsFunction(_ input: Tensor) -> Tensor {
        select(input, where: input .> 0, otherwise: input * slope)
    }
}

/// The softmax eˣᵢ / Σⱼ eˣⱼ along an axis, the last one by default, as a layer: `softmax(_:axis:)`.
public struct Softmax: Layer {
    public let axis: Int
    public init(axis: Int = -1) { self.axis = axis }
    public func callAsFunction(_ input: Tensor) -> Tensor { softmax(input, axis: axis) }
}

import Chainrule

/// The rectified linear unit max(0, x) as a layer.
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

import Chainrule

/// The hyperbolic tangent as a layer.
public struct Tanh: Layer {
    public init() {}
    public func callAsFunction(_ input: Tensor) -> Tensor { tanh(input) }
}

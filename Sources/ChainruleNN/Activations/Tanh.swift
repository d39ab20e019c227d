import Chainrule

/// The hyperbolic tangent as a layer.
public struct Tanh: Layer {
    public init() {}
    public func forward(_ input: Tensor) -> Tensor { tanh(input) }
}

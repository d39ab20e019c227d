import Chainrule

/// The logistic function 1/(1 + e⁻ˣ) as a layer.
public struct Sigmoid: Layer {
    public init() {}
    public func forward(_ input: Tensor) -> Tensor { sigmoid(input) }
}

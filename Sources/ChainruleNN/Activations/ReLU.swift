import Chainrule

/// The rectified linear unit (ReLU), max(0, x), as a layer.
public struct ReLU: Layer {
    public init() {}
    public func forward(_ input: Tensor) -> Tensor { relu(input) }
}

import Chainrule

/// x·tanh(softplus(x)) of every element.
///
/// Source: Misra, "Mish: a self regularized non-monotonic activation function", BMVC 2020.
public func mish(_ x: Tensor) -> Tensor { selfGated(x, bound: exponentialBound) { tanh(softplus($0)) } }

/// x·tanh(softplus(x)) as a layer: ``mish(_:)``.
public struct Mish: Layer {
    public init() {}
    public func forward(_ input: Tensor) -> Tensor { mish(input) }
}

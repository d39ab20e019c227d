import Chainrule

/// The sigmoid linear unit x·sigmoid(x) of every element, also called swish.
///
/// Source: Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units for neural network function approximation in
/// reinforcement learning", 2017; Ramachandran, Zoph and Le, "Searching for activation functions", 2017.
public func silu(_ x: Tensor) -> Tensor { selfGated(x, bound: exponentialBound, by: sigmoid) }

/// The sigmoid linear unit x·sigmoid(x), also called swish, as a layer: ``silu(_:)``.
public struct SiLU: Layer {
    public init() {}
    public func forward(_ input: Tensor) -> Tensor { silu(input) }
}

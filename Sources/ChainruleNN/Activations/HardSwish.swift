import Chainrule

/// x·hardSigmoid(x) of every element: 0 up to −3, x from 3 on, x·(x + 3)/6 between.
///
/// Source: Howard et al., "Searching for MobileNetV3", ICCV 2019.
public func hardSwish(_ x: Tensor) -> Tensor { selfGated(x, bound: 3, by: hardSigmoid) }

/// A piecewise quadratic swish as a layer: ``hardSwish(_:)``.
public struct HardSwish: Layer {
    public init() {}
    public func forward(_ input: Tensor) -> Tensor { hardSwish(input) }
}

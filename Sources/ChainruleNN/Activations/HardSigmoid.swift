import Chainrule

/// A piecewise linear sigmoid of every element: 0 up to −3, 1 from 3 on, x/6 + ½ between.
///
/// Source: Courbariaux, Bengio and David, "BinaryConnect", NIPS 2015, with the slope that PyTorch gives it; Keras
/// has the same since its version 3, and x/5 + ½ before.
public func hardSigmoid(_ x: Tensor) -> Tensor { (hardTanh(x, minimum: -3, maximum: 3) + 3) / 6 }

/// A piecewise linear sigmoid as a layer: ``hardSigmoid(_:)``.
public struct HardSigmoid: Layer {
    public init() {}
    public func forward(_ input: Tensor) -> Tensor { hardSigmoid(input) }
}

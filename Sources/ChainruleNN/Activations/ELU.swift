import Chainrule

/// x where it is positive and alpha·(eˣ − 1) elsewhere; the gradient at 0 is alpha.
///
/// Source: Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear
/// units (ELUs)", ICLR 2016.
///
/// - Parameters:
///   - x: a tensor of any shape.
///   - alpha: minus the limit at −∞, 1 by default.
public func elu(_ x: Tensor, alpha: Double = 1) -> Tensor {
    select(x, where: x .> 0, otherwise: expm1(nonpositivePart(x)) * alpha)
}

/// min(x, 0) with gradient 1 at 0, so that an exponential that is not taken cannot overflow.
func nonpositivePart(_ x: Tensor) -> Tensor { select(0, where: x .> 0, otherwise: x) }

/// The exponential linear unit as a layer: ``elu(_:alpha:)``.
public struct ELU: Layer {
    public let alpha: Double

    /// - Parameter alpha: minus the limit at −∞.
    public init(alpha: Double = 1) { self.alpha = alpha }
    public func forward(_ input: Tensor) -> Tensor { elu(input, alpha: alpha) }
}

import Chainrule

/// x where it is positive and alpha·(e^(x/alpha) − 1) elsewhere: an ELU whose slope is continuous at 0.
///
/// Source: Barron, "Continuously differentiable exponential linear units", 2017.
///
/// - Parameters:
///   - x: a tensor of any shape.
///   - alpha: minus the limit at −∞, 1 by default.
/// - Precondition: `alpha` is positive.
public func celu(_ x: Tensor, alpha: Double = 1) -> Tensor {
    require(alpha > 0, "celu: alpha \(alpha) is not positive")
    return select(x, where: x .> 0, otherwise: expm1(nonpositivePart(x) / alpha) * alpha)
}

/// The continuously differentiable exponential linear unit as a layer: ``celu(_:alpha:)``.
public struct CELU: Layer {
    public let alpha: Double

    /// - Parameter alpha: minus the limit at −∞.
    /// - Precondition: `alpha` is positive.
    public init(alpha: Double = 1) {
        require(alpha > 0, "CELU: alpha \(alpha) is not positive")
        self.alpha = alpha
    }
    public func forward(_ input: Tensor) -> Tensor { celu(input, alpha: alpha) }
}

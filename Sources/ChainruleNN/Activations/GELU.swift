import Chainrule

/// The Gaussian error linear unit x·Φ(x), Φ being the normal distribution, as a layer.
///
/// Source: Hendrycks and Gimpel, "Gaussian error linear units (GELUs)", 2016.
public struct GELU: Layer {
    /// How Φ is computed.
    public enum Approximation: Sendable {
        /// Exactly: `gelu(_:)`.
        case none
        /// ½·(1 + tanh(√(2/π)·(x + 0.044715·x³))), at most 0.0005 off: ``gelu(_:approximate:)``.
        case tanh
    }

    public let approximation: Approximation

    /// - Parameter approximation: how Φ is computed, exactly by default.
    public init(approximate approximation: Approximation = .none) { self.approximation = approximation }

    public func forward(_ input: Tensor) -> Tensor { gelu(input, approximate: approximation) }
}

/// The Gaussian error linear unit x·Φ(x) of every element, with Φ computed exactly or by tanh.
///
/// - Parameters:
///   - x: a tensor of any shape.
///   - approximation: how Φ is computed.
public func gelu(_ x: Tensor, approximate approximation: GELU.Approximation) -> Tensor {
    switch approximation {
    case .none: gelu(x)
    case .tanh:
        selfGated(x, bound: 40) { x in
            // ½·(1 + tanh(y)) is sigmoid(2y), which keeps its digits where it is small.
            sigmoid((x + x * x * x * 0.044715) * (8 / Double.pi).squareRoot())
        }
    }
}

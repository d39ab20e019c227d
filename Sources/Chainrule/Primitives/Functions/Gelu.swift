import CVectorKernels
import Foundation

/// x·Φ(x), Φ being the normal distribution.
///
/// Kept whole because its derivative needs x alone: as a product it would keep Φ(x) for the backward pass too.
struct Gelu: UnaryFunction {
    static let name = "gelu"
    static let loopOperation = CVK_GELU
    // Beyond −40 Φ is 0 in any type; an infinity would meet it.
    func value<T: FloatingScalar>(_ x: T) -> T { x < -40 ? 0 : x * NormalCDF().value(x) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { upstream * .apply(GeluSlope(), x) }
}

/// Φ(x) + x·φ(x), the derivative of x·Φ(x), whose own derivative is (2 − x²)·φ(x).
struct GeluSlope: UnaryFunction {
    static let name = "gelu-slope"
    static let loopOperation = CVK_GELU_SLOPE
    // In double precision, so that the quotient's rounding does not become the tail's.
    func value<T: FloatingScalar>(_ x: T) -> T {
        if x.isNaN { return x }
        let number = Swift.max(-40, Swift.min(40, Double(x)))
        let density = Foundation.exp(number * number * -0.5) / (2 * Double.pi).squareRoot()
        return T(0.5 * Foundation.erfc(-number * 0.5.squareRoot()) + number * density)
    }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? {
        let bounded = clip(x, -40, 40)
        let square = bounded * bounded
        return upstream * (2 - square) * exp(square * -0.5) * (1 / (2 * Double.pi).squareRoot())
    }
}

/// The Gaussian error linear unit x·Φ(x), Φ being the normal distribution (Hendrycks and Gimpel 2016).
public func gelu(_ x: Tensor) -> Tensor { .apply(Gelu(), x) }

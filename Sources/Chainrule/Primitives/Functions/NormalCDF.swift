import CVectorKernels
import Foundation

/// Φ(x) = erfc(−x/√2)/2, whose derivative is the density e^(−x²/2)/√(2π).
struct NormalCDF: UnaryFunction {
    static let name = "normal-cdf"
    static let loopOperation = CVK_NORMAL_CDF
    // In double precision, so that the quotient's rounding does not become the tail's.
    func value<T: FloatingScalar>(_ x: T) -> T { T(0.5 * Foundation.erfc(-Double(x) * 0.5.squareRoot())) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? {
        upstream * exp(x * x * -0.5) * (1 / (2 * Double.pi).squareRoot())
    }
}

/// The cumulative distribution function of the standard normal distribution, of every element.
///
/// Exact in the lower tail too, where 1 − Φ(−x) would lose all digits.
public func normalCDF(_ x: Tensor) -> Tensor { .apply(NormalCDF(), x) }

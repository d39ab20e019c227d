import CVectorKernels

/// 1/√x.
struct Rsqrt: UnaryFunction {
    static let name = "rsqrt"
    static let loopOperation = CVK_RSQRT
    static let domain = 0.25...3.0
    func value<T: FloatingScalar>(_ x: T) -> T { 1 / x.squareRoot() }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { upstream * -0.5 * y / x }
}

/// The reciprocal of the square root of every element.
public func rsqrt(_ x: Tensor) -> Tensor { .apply(Rsqrt(), x) }

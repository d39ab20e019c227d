import CVectorKernels

/// 1/x.
struct Reciprocal: UnaryFunction {
    static let name = "reciprocal"
    static let loopOperation = CVK_RECIPROCAL
    static let domain = 0.5...2.0
    func value<T: FloatingScalar>(_ x: T) -> T { 1 / x }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { -(upstream * y * y) }
}

/// 1/x of every element.
public func reciprocal(_ x: Tensor) -> Tensor { .apply(Reciprocal(), x) }

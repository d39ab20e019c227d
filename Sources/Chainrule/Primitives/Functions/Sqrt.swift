import CVectorKernels

/// √x.
struct Sqrt: UnaryFunction {
    static let name = "sqrt"
    static let loopOperation = CVK_SQRT
    static let domain = 0.25...3.0
    func value<T: FloatingScalar>(_ x: T) -> T { x.squareRoot() }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { upstream * 0.5 / y }
}

/// The square root of every element.
public func sqrt(_ x: Tensor) -> Tensor { .apply(Sqrt(), x) }

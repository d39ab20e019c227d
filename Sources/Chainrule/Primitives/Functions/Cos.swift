import CVectorKernels

/// The cosine.
struct Cos: UnaryFunction {
    static let name = "cos"
    static let loopOperation = CVK_COS
    func value<T: FloatingScalar>(_ x: T) -> T { T.cos(x) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { -(upstream * sin(x)) }
}

/// The cosine of every element, in radians.
public func cos(_ x: Tensor) -> Tensor { .apply(Cos(), x) }

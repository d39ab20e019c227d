import CVectorKernels

/// The sine.
struct Sin: UnaryFunction {
    static let name = "sin"
    static let loopOperation = CVK_SIN
    func value<T: FloatingScalar>(_ x: T) -> T { T.sin(x) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { upstream * cos(x) }
}

/// The sine of every element, in radians.
public func sin(_ x: Tensor) -> Tensor { .apply(Sin(), x) }

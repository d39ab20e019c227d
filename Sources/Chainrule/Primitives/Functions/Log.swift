import CVectorKernels

/// The natural logarithm.
struct Log: UnaryFunction {
    static let name = "log"
    static let loopOperation = CVK_LOG
    static let domain = 0.25...3.0
    func value<T: FloatingScalar>(_ x: T) -> T { T.log(x) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { upstream / x }
}

/// The natural logarithm of every element; −∞ at 0, NaN below.
public func log(_ x: Tensor) -> Tensor { .apply(Log(), x) }

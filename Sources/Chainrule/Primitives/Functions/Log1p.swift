import CVectorKernels

/// log(1 + x), exact near 0.
struct Log1p: UnaryFunction {
    static let name = "log1p"
    static let loopOperation = CVK_LOG1P
    static let domain = -0.75...3.0
    func value<T: FloatingScalar>(_ x: T) -> T { T.log1p(x) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { upstream / (x + 1) }
}

/// log(1 + x) of every element, without the loss of digits near 0.
public func log1p(_ x: Tensor) -> Tensor { .apply(Log1p(), x) }

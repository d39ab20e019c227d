import CVectorKernels

/// eˣ − 1, exact near 0.
struct Expm1: UnaryFunction {
    static let name = "expm1"
    static let loopOperation = CVK_EXPM1
    func value<T: FloatingScalar>(_ x: T) -> T { T.expm1(x) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { upstream * exp(x) }
}

/// eˣ − 1 of every element, without the loss of digits near 0.
public func expm1(_ x: Tensor) -> Tensor { .apply(Expm1(), x) }

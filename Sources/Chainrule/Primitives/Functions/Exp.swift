import CVectorKernels

/// eˣ.
struct Exp: UnaryFunction {
    static let name = "exp"
    static let loopOperation = CVK_EXP
    func value<T: FloatingScalar>(_ x: T) -> T { T.exp(x) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { upstream * y }
}

/// e to the power of every element.
public func exp(_ x: Tensor) -> Tensor { .apply(Exp(), x) }

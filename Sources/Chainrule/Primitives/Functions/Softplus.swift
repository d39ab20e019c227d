import CVectorKernels

/// log(1 + eˣ), a smooth ReLU, whose derivative is σ(x).
struct Softplus: UnaryFunction {
    static let name = "softplus"
    static let loopOperation = CVK_SOFTPLUS
    func value<T: FloatingScalar>(_ x: T) -> T {
        (x > 0 ? x : 0) + T.log1p(T.exp(-Swift.abs(x)))
    }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { upstream * sigmoid(x) }
}

/// log(1 + eˣ) of every element, without overflow.
public func softplus(_ x: Tensor) -> Tensor { .apply(Softplus(), x) }

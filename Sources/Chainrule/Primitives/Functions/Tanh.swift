import CVectorKernels

/// The hyperbolic tangent 2σ(2x) − 1, whose derivative is 4σ(2x)·σ(−2x).
struct Tanh: UnaryFunction, ActivationFunction {
    static let name = "tanh"
    static let loopOperation = CVK_TANH
    static let flatOutputs = FlatOutputs.bounds(-1...1)
    func value<T: FloatingScalar>(_ x: T) -> T { T.tanh(x) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? {
        upstream * (sigmoidSlope(x * 2) * 4)
    }
}

/// The hyperbolic tangent of every element.
public func tanh(_ x: Tensor) -> Tensor { .apply(Tanh(), x) }

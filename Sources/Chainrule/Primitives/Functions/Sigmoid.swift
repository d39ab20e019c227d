import CVectorKernels

/// σ(x) = 1 / (1 + e⁻ˣ), whose derivative is σ(x)·σ(−x).
struct Sigmoid: UnaryFunction, ActivationFunction {
    static let name = "sigmoid"
    static let loopOperation = CVK_SIGMOID
    static let flatOutputs = FlatOutputs.bounds(0...1)
    func value<T: FloatingScalar>(_ x: T) -> T {
        // e to a negative power never overflows, whichever side x is on.
        let small = T.exp(-Swift.abs(x))
        return x < 0 ? small / (1 + small) : 1 / (1 + small)
    }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { upstream * sigmoidSlope(x) }
}

/// The logistic function 1 / (1 + e⁻ˣ) of every element.
public func sigmoid(_ x: Tensor) -> Tensor { .apply(Sigmoid(), x) }

/// σ(x) = 1 / (1 + e⁻ˣ), whose derivative is (1 − σ)·σ.
struct Sigmoid: UnaryFunction {
    static let name = "sigmoid"
    func value<T: FloatingScalar>(_ x: T) -> T {
        // e to a negative power never overflows, whichever side x is on.
        let small = T.exp(-Swift.abs(x))
        return x < 0 ? small / (1 + small) : 1 / (1 + small)
    }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { upstream * y * (1 - y) }
}

/// The logistic function 1 / (1 + e⁻ˣ) of every element.
public func sigmoid(_ x: Tensor) -> Tensor { .apply(Sigmoid(), x) }

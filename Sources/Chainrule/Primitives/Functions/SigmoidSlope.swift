import CVectorKernels

/// σ(x)·σ(−x), the derivative of the sigmoid, whose own derivative is −σ(x)·σ(−x)·tanh(x/2).
///
/// Written with the sigmoid's value as y·(1 − y) it would lose all digits where y is near 1.
struct SigmoidSlope: UnaryFunction {
    static let name = "sigmoid-slope"
    static let loopOperation = CVK_SIGMOID_SLOPE
    func value<T: FloatingScalar>(_ x: T) -> T {
        let small = T.exp(-Swift.abs(x))
        return small / (1 + small * (2 + small))
    }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { -(upstream * y * tanh(x * 0.5)) }
}

/// The derivative of ``sigmoid(_:)`` at every element, with all its digits.
func sigmoidSlope(_ x: Tensor) -> Tensor { .apply(SigmoidSlope(), x) }

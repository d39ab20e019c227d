import CVectorKernels

/// −x.
struct Negate: UnaryNumericFunction {
    static let name = "negate"
    static let loopOperation = CVK_NEGATE
    // Times −1 rather than 0 − x, which would turn 0 into 0 where IEEE has −0.
    func value<T: NumericScalar>(_ x: T) -> T { .product(x, .minusOne) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { -upstream }
}

extension Tensor {
    /// The negative of every element.
    public static prefix func - (x: Tensor) -> Tensor { apply(Negate(), x) }
}

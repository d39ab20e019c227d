import CVectorKernels

/// −1, 0 or 1; NaN stays.
struct Sign: UnaryNumericFunction, PiecewisePrimitive {
    static let name = "sign"
    static let loopOperation = CVK_SIGN
    func value<T: NumericScalar>(_ x: T) -> T {
        x > .zero ? .one : x < .zero ? .minusOne : x
    }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { nil }
    func pieces(_ inputs: [NDArray]) -> NDArray { forward(inputs) }
}

/// −1, 0 or 1 with the sign of every element; NaN stays NaN.
public func sign(_ x: Tensor) -> Tensor { .apply(Sign(), x) }

import CVectorKernels

/// |x|, with gradient 0 at 0.
struct Abs: UnaryNumericFunction, PiecewisePrimitive {
    static let name = "abs"
    static let loopOperation = CVK_ABS
    func value<T: NumericScalar>(_ x: T) -> T { .sum(.product(x, x < .zero ? .minusOne : .one), .zero) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { upstream * sign(x) }
    func pieces(_ inputs: [NDArray]) -> NDArray { Sign().forward(inputs) }
}

/// The absolute value of every element; its gradient at 0 is 0.
public func abs(_ x: Tensor) -> Tensor { .apply(Abs(), x) }

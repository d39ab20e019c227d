import CVectorKernels

/// The nearest integer, the even one of two.
struct Round: UnaryFunction, PiecewisePrimitive {
    static let name = "round"
    static let loopOperation = CVK_ROUND
    func value<T: FloatingScalar>(_ x: T) -> T { x.rounded(.toNearestOrEven) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { nil }
    func pieces(_ inputs: [NDArray]) -> NDArray { forward(inputs) }
}

/// The nearest integer to every element; halves go to the even neighbor, as in IEEE 754.
public func round(_ x: Tensor) -> Tensor { .apply(Round(), x) }

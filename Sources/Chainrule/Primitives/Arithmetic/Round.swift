import CVectorKernels

/// The nearest whole number, the even one of two.
struct Round: UnaryFunction, PiecewisePrimitive {
    static let name = "round"
    static let loopOperation = CVK_ROUND
    func value<T: FloatingScalar>(_ x: T) -> T { x.rounded(.toNearestOrEven) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { nil }
    func pieces(_ inputs: [NDArray]) -> NDArray { forward(inputs) }
}

/// The nearest whole number to every element; halves go to the even neighbour, as in IEEE 754.
public func round(_ x: Tensor) -> Tensor { .apply(Round(), x) }

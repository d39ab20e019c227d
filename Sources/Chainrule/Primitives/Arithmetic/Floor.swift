import CVectorKernels

/// The next integer below.
struct Floor: UnaryFunction, PiecewisePrimitive {
    static let name = "floor"
    static let loopOperation = CVK_FLOOR
    func value<T: FloatingScalar>(_ x: T) -> T { x.rounded(.down) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { nil }
    func pieces(_ inputs: [NDArray]) -> NDArray { forward(inputs) }
}

/// The largest integer not above every element.
public func floor(_ x: Tensor) -> Tensor { .apply(Floor(), x) }

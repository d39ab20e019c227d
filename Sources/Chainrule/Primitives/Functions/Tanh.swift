/// The hyperbolic tangent.
struct Tanh: UnaryFunction {
    static let name = "tanh"
    func value<T: FloatingScalar>(_ x: T) -> T { T.tanh(x) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? { upstream * (1 - y * y) }
}

/// The hyperbolic tangent of every element.
public func tanh(_ x: Tensor) -> Tensor { .apply(Tanh(), x) }

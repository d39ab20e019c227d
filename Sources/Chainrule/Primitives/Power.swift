/// x to the power of y, for real numbers.
struct Power: RealBinaryFunction {
    static let name = "pow"
    static let firstDomain = 0.25...2.0
    func value<T: FloatingScalar>(_ x: T, _ y: T) -> T { T.pow(x, y) }
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let (x, y) = (inputs[0], inputs[1])
        // xʸ·log x at x = 0 is 0 for y > 0, as a limit; written out it would be 0 · −∞, not a number.
        let logarithm = log(select(x, where: x .> 0, otherwise: Tensor.ones(x.shape, dtype: x.dtype)))
        return [upstream * y * pow(x, y - 1), upstream * output * logarithm]
    }
}

/// `x` to the power of `y`, element by element, of real numbers; shapes broadcast.
public func pow(_ x: Tensor, _ y: Tensor) -> Tensor { Tensor.broadcasting(Power(), x, y) }

/// `x` to the power of a number, element by element.
public func pow(_ x: Tensor, _ y: Double) -> Tensor { Tensor.broadcasting(Power(), x, y) }

import CVectorKernels

/// x to the power of y, for real numbers.
struct Power: RealBinaryFunction {
    static let name = "pow"
    static let loopOperation = CVK_POWER
    static let firstDomain = 0.25...2.0
    func value<T: FloatingScalar>(_ x: T, _ y: T) -> T { T.pow(x, y) }
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let (x, y) = (inputs[0], inputs[1])
        // At x = 0 two products of 0 and ∞ would be no numbers: y·xʸ⁻¹ for y = 0, where x⁰ is the constant 1,
        // and xʸ·log x, whose limit is 0 for y > 0.
        let isConstant = (x .== 0) .& (y .== 0)
        let exponent = select(0, where: isConstant, otherwise: y - 1)
        let logarithm = log(select(1, where: x .== 0, otherwise: x))
        return [upstream * y * pow(x, exponent), upstream * output * logarithm]
    }
}

/// `x` to the power of `y`, element by element, of real numbers; shapes broadcast.
///
/// A negative number has powers with whole exponents only, the others are NaN, and so is the gradient with
/// respect to its exponent.
public func pow(_ x: Tensor, _ y: Tensor) -> Tensor { Tensor.broadcasting(Power(), x, y) }

/// A number to the power of every element of `y`.
public func pow(_ x: Double, _ y: Tensor) -> Tensor { Tensor.broadcasting(Power(), x, y) }

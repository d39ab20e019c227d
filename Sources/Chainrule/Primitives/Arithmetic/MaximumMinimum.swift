import CVectorKernels

/// The larger of x and y: routes the upstream gradient to it, and half to each at a tie; NaN wins.
struct Maximum: BinaryFunction, PiecewisePrimitive {
    static let name = "maximum"
    static let loopOperation = CVK_MAXIMUM
    func value<T: NumericScalar>(_ x: T, _ y: T) -> T { x > y || x.isNaN ? x : y }
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        routed(upstream, first: inputs[0] .> inputs[1], second: inputs[1] .> inputs[0])
    }
    func pieces(_ inputs: [NDArray]) -> NDArray { ordering(inputs) }
}

/// The smaller of x and y: routes the upstream gradient to it, and half to each at a tie; NaN wins.
struct Minimum: BinaryFunction, PiecewisePrimitive {
    static let name = "minimum"
    static let loopOperation = CVK_MINIMUM
    func value<T: NumericScalar>(_ x: T, _ y: T) -> T { x < y || x.isNaN ? x : y }
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        routed(upstream, first: inputs[0] .< inputs[1], second: inputs[1] .< inputs[0])
    }
    func pieces(_ inputs: [NDArray]) -> NDArray { ordering(inputs) }
}

extension BinaryFunction {
    /// The upstream gradient where an operand was taken, half of it where both were equal.
    fileprivate func routed(_ upstream: Tensor, first: Tensor, second: Tensor) -> [Tensor?] {
        let half = upstream * 0.5
        func share(won: Tensor, lost: Tensor) -> Tensor {
            select(upstream, where: won, otherwise: select(0, where: lost, otherwise: half))
        }
        return [share(won: first, lost: second), share(won: second, lost: first)]
    }

    /// Which operand is larger, the pieces of a maximum or minimum.
    fileprivate func ordering(_ inputs: [NDArray]) -> NDArray {
        switch inputs[0].dtype {
        case .float32: inputs[0].zip(inputs[1]) { (x: Float, y: Float) in x < y ? 1 : x > y ? 2 : 0 as UInt8 }
        case .float64:
            inputs[0].zip(inputs[1]) { (x: Double, y: Double) in x < y ? 1 : x > y ? 2 : 0 as UInt8 }
        case let dtype: unreachable(dtype)
        }
    }
}

/// The larger of each pair of elements; NaN if either is. Shapes broadcast.
///
/// The gradient goes to the larger operand and is halved between equal ones.
public func maximum(_ x: Tensor, _ y: Tensor) -> Tensor { Tensor.broadcasting(Maximum(), x, y) }

/// The larger of each element and a number; NaN stays.
public func maximum(_ x: Tensor, _ y: Double) -> Tensor { Tensor.broadcasting(Maximum(), x, y) }
public func maximum(_ x: Double, _ y: Tensor) -> Tensor { Tensor.broadcasting(Maximum(), x, y) }

/// The smaller of each pair of elements; NaN if either is. Shapes broadcast.
///
/// The gradient goes to the smaller operand and is halved between equal ones.
public func minimum(_ x: Tensor, _ y: Tensor) -> Tensor { Tensor.broadcasting(Minimum(), x, y) }

/// The smaller of each element and a number; NaN stays.
public func minimum(_ x: Tensor, _ y: Double) -> Tensor { Tensor.broadcasting(Minimum(), x, y) }
public func minimum(_ x: Double, _ y: Tensor) -> Tensor { Tensor.broadcasting(Minimum(), x, y) }

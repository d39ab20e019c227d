import CVectorKernels

/// x / y, for real numbers.
struct Divide: RealBinaryFunction {
    static let name = "divide"
    static let loopOperation = CVK_DIVIDE
    static let secondDomain = 0.5...2.0
    func value<T: FloatingScalar>(_ x: T, _ y: T) -> T { x / y }
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let quotient = upstream / inputs[1]
        return [quotient, -(quotient * output)]
    }
}

extension Tensor {
    /// The quotient, element by element, of real numbers; shapes broadcast as in NumPy.
    public static func / (left: Tensor, right: Tensor) -> Tensor { broadcasting(Divide(), left, right) }
    public static func / (left: Tensor, right: Double) -> Tensor { broadcasting(Divide(), left, right) }
    public static func / (left: Double, right: Tensor) -> Tensor { broadcasting(Divide(), left, right) }
    public static func /= (left: inout Tensor, right: Tensor) { left = left / right }
    public static func /= (left: inout Tensor, right: Double) { left = left / right }
}

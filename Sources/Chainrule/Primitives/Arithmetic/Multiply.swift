import CVectorKernels

/// x · y: each operand's gradient is the upstream gradient times the other operand.
struct Multiply: BinaryFunction {
    static let name = "multiply"
    static let loopOperation = CVK_MULTIPLY
    func value<T: NumericScalar>(_ x: T, _ y: T) -> T { .product(x, y) }
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        upstream.isUnit ? [inputs[1], inputs[0]] : [upstream * inputs[1], upstream * inputs[0]]
    }
}

extension Tensor {
    /// The product, element by element; shapes broadcast as in NumPy, integers wrap around.
    public static func * (left: Tensor, right: Tensor) -> Tensor { broadcasting(Multiply(), left, right) }
    public static func * (left: Tensor, right: Double) -> Tensor { broadcasting(Multiply(), left, right) }
    public static func * (left: Double, right: Tensor) -> Tensor { broadcasting(Multiply(), left, right) }
    public static func *= (left: inout Tensor, right: Tensor) { left = left * right }
    public static func *= (left: inout Tensor, right: Double) { left = left * right }
}

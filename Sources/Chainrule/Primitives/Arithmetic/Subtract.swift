import CVectorKernels

/// x − y.
struct Subtract: BinaryFunction {
    static let name = "subtract"
    static let loopOperation = CVK_SUBTRACT
    func value<T: NumericScalar>(_ x: T, _ y: T) -> T { .difference(x, y) }
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] { [upstream, -upstream] }
}

extension Tensor {
    /// The difference, element by element; shapes broadcast as in NumPy, integers wrap around.
    public static func - (left: Tensor, right: Tensor) -> Tensor { broadcasting(Subtract(), left, right) }
    public static func - (left: Tensor, right: Double) -> Tensor { broadcasting(Subtract(), left, right) }
    public static func - (left: Double, right: Tensor) -> Tensor { broadcasting(Subtract(), left, right) }
    public static func -= (left: inout Tensor, right: Tensor) { left = left - right }
    public static func -= (left: inout Tensor, right: Double) { left = left - right }
}

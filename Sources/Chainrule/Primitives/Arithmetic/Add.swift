import CVectorKernels

/// x + y: distributes the upstream gradient to both.
struct Add: BinaryFunction {
    static let name = "add"
    static let loopOperation = CVK_ADD
    func value<T: NumericScalar>(_ x: T, _ y: T) -> T { .sum(x, y) }
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] { [upstream, upstream] }
}

extension Tensor {
    /// The sum, element by element; shapes broadcast as in NumPy, integers wrap around.
    public static func + (left: Tensor, right: Tensor) -> Tensor { broadcasting(Add(), left, right) }
    public static func + (left: Tensor, right: Double) -> Tensor { broadcasting(Add(), left, right) }
    public static func + (left: Double, right: Tensor) -> Tensor { broadcasting(Add(), left, right) }
    public static func += (left: inout Tensor, right: Tensor) { left = left + right }
    public static func += (left: inout Tensor, right: Double) { left = left + right }
}

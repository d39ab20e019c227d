/// A tensor that has its value from the start: a number, data, a parameter.
struct Constant: Primitive {
    /// The variable whose value it is or was, if it is one's.
    var variable: ObjectIdentifier?

    static let name = "constant"

    /// A constant is made with its value and type; it is never applied.
    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        throw mismatch(inputs, "a constant has no operands")
    }

    func forward(_ inputs: [NDArray]) -> NDArray {
        preconditionFailure("a constant has its value from the start")
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] { [] }

    static let samples: [PrimitiveSample] = []
    static let exemption: String? = "it has no operands"
}

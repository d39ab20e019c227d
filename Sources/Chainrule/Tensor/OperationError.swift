/// An operation that cannot be applied to operands of these shapes or element types.
///
/// The operators and functions on tensors trap with this error's description, because a wrong shape is a
/// mistake in the program; code that builds graphs from files catches it instead.
public struct OperationError: Error, Equatable, CustomStringConvertible {
    /// The operation's name, such as `matmul`.
    public let operation: String
    /// The operands, as label and type, in order.
    public let operands: [String]
    /// What does not fit, in words.
    public let problem: String

    init(_ operation: String, _ operands: [Tensor], _ problem: String) {
        self.operation = operation
        self.operands = operands.map { tensor in
            tensor.node.label.map { "\($0): \(tensor.type)" } ?? "\(tensor.type)"
        }
        self.problem = problem
    }

    public var description: String {
        "\(operation)(\(operands.joined(separator: ", "))): \(problem)"
    }
}

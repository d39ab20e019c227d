/// An input of a function that is being compiled: a tensor whose value each call supplies.
package struct Placeholder: Primitive {
    package static let name = "placeholder"

    /// A placeholder is made with its type; it is never applied.
    package func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        throw mismatch(inputs, "a placeholder has no operands")
    }

    package func forward(_ inputs: [NDArray]) -> NDArray {
        fatalError(
            Trace.current == nil
                ? "a tensor that was made inside compile { } is read after it: only what the function returns has "
                    + "a value, so return the tensor and read it from the result"
                : "a value was read inside compile { }, where values are not known yet: return the tensor from the "
                    + "function and read it from the result")
    }

    package func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] { [] }

    package static let samples: [PrimitiveSample] = []
    package static let exemption: String? = "it has no operands"
}

extension Tensor {
    /// Whether the value depends on what only a call of a compiled function supplies.
    var isUnknown: Bool {
        !node.hasValue
            && TopologicalOrder(endingAt: [self], stoppingAtValues: true).nodes
                .contains { $0.primitive is Placeholder }
    }

    package static func placeholder(_ type: TensorType, label: String? = nil) -> Tensor {
        Tensor(node: Node(Placeholder(), [], type, label: label))
    }
}

import Synchronization

/// One operation of a computational graph, applied to its operands.
///
/// A node is immutable to everyone but three mechanisms, each of which is safe from any thread: its value is
/// stored once, atomically; its mark belongs to the walk that holds `TopologicalOrder`'s lock; and its
/// inputs are given up when the last reference goes.
package final class Node: Sendable {
    package let primitive: any Primitive
    package let shape: Shape
    package let dtype: DType
    /// What the user calls this tensor, for tables and messages.
    package let label: String?
    package var inputs: [Tensor] { operands }

    nonisolated(unsafe) private var operands: [Tensor]
    nonisolated(unsafe) var mark = Mark()
    private let cache = AtomicLazyReference<NDArray>()

    /// Where the current walk over the graph has put this node.
    struct Mark {
        var walk: UInt64 = 0
        var position = -1
    }

    package init(
        _ primitive: any Primitive, _ inputs: [Tensor], _ type: TensorType,
        label: String? = nil, value: NDArray? = nil
    ) {
        self.primitive = primitive
        self.operands = inputs
        self.shape = type.shape
        self.dtype = type.dtype
        self.label = label
        if let value { _ = cache.storeIfNil(value) }
    }

    /// The computed value, if there is one yet.
    package var value: NDArray? { cache.load() }

    /// Computes the value from the inputs' values, which must exist.
    func evaluate() {
        let value = primitive.forward(operands.map { $0.node.value! })
        assert(
            value.shape == shape && value.dtype == dtype,
            "\(type(of: primitive).name) promised \(dtype)\(shape) and made \(value.type)")
        // Two threads may compute the same node; both results are equal and the first stays.
        _ = cache.storeIfNil(value)
    }

    /// A chain of a hundred thousand nodes must not be freed by recursion: the stack would overflow.
    deinit {
        guard !operands.isEmpty else { return }
        var pending = operands
        operands = []
        while var tensor = pending.popLast() {
            if isKnownUniquelyReferenced(&tensor.node) {
                pending.append(contentsOf: tensor.node.operands)
                tensor.node.operands = []
            }
        }
    }
}

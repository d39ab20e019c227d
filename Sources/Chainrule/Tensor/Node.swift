import Synchronization

/// Arrays of more elements than this count as large.
private let largeCount = 1024

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
    @exclusivity(unchecked) nonisolated(unsafe) package private(set) var inputs: [Tensor]

    /// Whether this or something it is computed from has many elements, so that a plan is worth its price.
    let isLarge: Bool

    @exclusivity(unchecked) nonisolated(unsafe) var mark = Mark()
    /// The value as a retained pointer, 0 until it is known. `AtomicLazyReference` would say the same, but is
    /// not specialized outside its module and costs more than a scalar operation.
    private let cache = Atomic<UInt>(0)

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
        self.inputs = inputs
        self.shape = type.shape
        self.dtype = type.dtype
        self.label = label
        isLarge = type.shape.elementCount > largeCount || inputs.contains { $0.node.isLarge }
        if let value { store(value) }
    }

    /// The computed value, if there is one yet.
    package var value: NDArray? {
        UnsafeRawPointer(bitPattern: cache.load(ordering: .acquiring))
            .map { NDArray(block: Unmanaged.fromOpaque($0).takeUnretainedValue()) }
    }

    var hasValue: Bool { cache.load(ordering: .relaxed) != 0 }

    /// Keeps `value`; of two threads that computed the same node, the first one's stays, and both are equal.
    func store(_ value: NDArray) {
        let retained = Unmanaged.passRetained(value.block)
        let (stored, _) = cache.compareExchange(
            expected: 0, desired: UInt(bitPattern: retained.toOpaque()), ordering: .acquiringAndReleasing)
        if !stored { retained.release() }
    }

    /// Whether the node alone knows its value's memory; to be asked only by the one who holds the node.
    func hasUnsharedValue() -> Bool {
        guard let pointer = UnsafeRawPointer(bitPattern: cache.load(ordering: .relaxed)) else { return false }
        // The node's own reference, lent for the question.
        var block: AnyObject = Unmanaged<AnyObject>.fromOpaque(pointer).takeRetainedValue()
        let isUnique = isKnownUniquelyReferenced(&block)
        _ = Unmanaged.passRetained(block)
        return isUnique && value!.ownsItsMemory
    }

    /// Whether all inputs have their values.
    var isReady: Bool { inputs.indices.allSatisfy { inputs[$0].node.hasValue } }

    /// Computes the value from the inputs' values, which must exist.
    func evaluate() {
        let value = primitive.forward(inputs.map { $0.node.value! })
        require(
            value.shape == shape && value.dtype == dtype,
            "\(type(of: primitive).name) promised \(dtype)\(shape) and made \(value.type)")
        store(value)
    }

    /// A chain of a hundred thousand nodes must not be freed by recursion: the stack would overflow.
    deinit {
        if let value = UnsafeRawPointer(bitPattern: cache.load(ordering: .relaxed)) {
            Unmanaged<AnyObject>.fromOpaque(value).release()
        }
        if inputs.isEmpty { return }
        var orphans: [Tensor] = []
        Self.takeOrphans(from: &inputs, into: &orphans)
        while let orphan = orphans.popLast() { Self.takeOrphans(from: &orphan.node.inputs, into: &orphans) }
    }

    /// Lets go of `inputs`, but keeps those that would go with them and have inputs of their own.
    private static func takeOrphans(from inputs: inout [Tensor], into orphans: inout [Tensor]) {
        while var input = inputs.popLast() {
            if !input.node.inputs.isEmpty && isKnownUniquelyReferenced(&input.node) { orphans.append(input) }
        }
    }
}

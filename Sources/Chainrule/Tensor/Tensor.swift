/// An n-dimensional array of numbers, as a value: a handle to a node of a computational graph.
///
/// Every operation on tensors adds a node; nothing is computed until a value is asked for, by ``item()``,
/// ``scalars(as:)``, printing or ``evaluate(_:)``. Shape and element type are known at once, so an
/// operation that does not fit is reported where it is written.
///
/// ```swift
/// let x = Tensor(-2.0), y = Tensor(5.0), z = Tensor(-4.0)
/// let f = (x + y) * z
/// f.item()                                          // -12.0
/// gradients(of: f, withRespectTo: x, y, z)          // (-4.0, -4.0, 3.0)
/// ```
public struct Tensor: Sendable {
    package var node: Node

    package init(node: Node) { self.node = node }

    /// A tensor with a value from the start: an input of the graph.
    package init(_ value: NDArray, label: String? = nil) {
        node = Node(Constant(), [], value.type, label: label, value: value)
    }

    /// The present value of a variable.
    init(_ value: NDArray, of variable: Variable) {
        let leaf = Constant(variable: ObjectIdentifier(variable))
        node = Node(leaf, [], value.type, label: variable.name, value: value)
    }

    /// The result of `primitive`, or the reason why it does not apply to `inputs`.
    package init(applying primitive: some Primitive, to inputs: [Tensor]) throws(OperationError) {
        let type = try primitive.resultType(inputs)
        node = Node(primitive, inputs, type)
    }

    /// The result of `primitive`; a mismatch traps with the operation and the operands' shapes.
    package static func apply(_ primitive: some Primitive, _ inputs: Tensor...) -> Tensor {
        apply(primitive, inputs)
    }

    package static func apply(_ primitive: some Primitive, _ inputs: [Tensor]) -> Tensor {
        trapping { () throws(OperationError) in try Tensor(applying: primitive, to: inputs) }
    }

    /// The sizes of the axes, outermost first.
    public var shape: Shape { node.shape }

    /// The type of the elements.
    public var dtype: DType { node.dtype }

    /// Shape and element type together.
    public var type: TensorType { TensorType(shape, dtype) }

    /// The number of axes.
    public var rank: Int { shape.rank }

    /// The name given by ``named(_:)``.
    public var name: String? { node.label }

    /// The same tensor under a name that tables, drawings and error messages then use.
    ///
    /// Use the returned tensor in what follows: the name belongs to it and not to the original.
    public func named(_ name: String) -> Tensor {
        Tensor(node: Node(node.primitive, node.inputs, type, label: name, value: node.value))
    }
}

extension Tensor {
    /// Whether nobody else holds this tensor or knows its value's memory.
    mutating func isUnshared() -> Bool { isKnownUniquelyReferenced(&node) && node.hasUnsharedValue() }
}

/// Runs a rule that may find a mismatch and makes the mismatch a trap: in a program's own code it is a mistake.
package func trapping<Result>(_ rule: () throws(OperationError) -> Result) -> Result {
    do { return try rule() } catch { fatalError(error.description) }
}

/// An explanation of a computational graph: every node with its value and its gradient.
///
/// ```swift
/// let x = Tensor(-2.0).named("x"), y = Tensor(5.0).named("y"), z = Tensor(-4.0).named("z")
/// let q = (x + y).named("q")
/// print(explain(q * z))
/// ```
///
/// Printed, it is a table; ``json`` is for programs. `GraphDrawing` of ChainruleStudio draws it.
public struct Explanation: Sendable {
    /// One node of the graph.
    public struct Row: Sendable {
        /// The row's place in the table, counted from 1; inputs have smaller numbers than what uses them.
        public let number: Int
        /// The name given by ``Tensor/named(_:)``.
        public let name: String?
        /// The operation, such as `matmul`; `constant` for a tensor that had its value from the start.
        public let operation: String
        /// The operation's attributes in words, such as `axes [0]`; empty if it has none.
        public let attributes: String
        /// The numbers of the rows it was computed from, in order; one used twice is there twice.
        public let inputs: [Int]
        /// The forward value.
        public let value: Tensor
        /// The gradient of the explained tensor with respect to this one; nil if none flows here.
        public let gradient: Tensor?
        /// What of the gradients of the inputs comes back through this node, local gradient times upstream gradient, in the
        /// order of the inputs; nil for an input that gets none. A value that several nodes use gets the sum of their
        /// contributions. Empty if no gradient flows here.
        public let contributions: [Tensor?]
        /// The number that a scalar constant without a name stands for, or what was broadcast from one.
        package let literal: String?

        /// What other rows call this one: its name, the number it stands for, or `#` and its own number.
        public var label: String { name ?? literal ?? "#\(number)" }
    }

    /// The nodes in topological order; the explained tensor is the last.
    public let rows: [Row]
    /// Whether gradients were asked for.
    public let hasGradients: Bool
}

/// The graph of `f` node by node, in topological order, with every value and every gradient of `f`.
///
/// Everything is evaluated. The explanation is a snapshot and does not keep the graph alive.
///
/// - Parameters:
///   - f: the tensor whose computation is explained.
///   - withGradients: whether to go backwards too; integers and truth values can only be explained without.
///   - upstream: the gradient that arrives at `f`, in its shape; one if left out.
/// - Precondition: with gradients, `f` is real, and of one element unless `upstream` is given.
/// - Complexity: every node's value and gradient is computed and kept in memory.
public func explain(_ f: Tensor, withGradients: Bool = true, upstream: Tensor? = nil) -> Explanation {
    guard withGradients else {
        require(upstream == nil, "explain: an upstream gradient was given, but no gradients are wanted")
        let order = TopologicalOrder(endingAt: [f])
        return Explanation(order, nil)
    }
    do {
        let pass = try Backpropagation(of: f, withRespectTo: nil, upstream: upstream)
        return Explanation(pass.order, pass)
    } catch {
        fatalError("explain: \(error); pass withGradients: false to explain only the values")
    }
}

extension Explanation {
    fileprivate init(_ order: TopologicalOrder, _ pass: Backpropagation?) {
        // Values before gradients: each of the two plans needs only one kind of results.
        evaluate(order.nodes.map(Tensor.init(node:)))
        let flowing = (pass?.gradients ?? []) + (pass?.contributions.flatMap(\.self) ?? [])
        evaluate(flowing.compactMap(\.self))
        hasGradients = pass != nil
        var rows: [Row] = []
        for (position, node) in order.nodes.enumerated() {
            let inputs = order.nodes[position].inputs.indices.map {
                order.position(ofInput: $0, of: position)
            }
            rows.append(
                Row(
                    number: position + 1, name: node.label, operation: node.primitive.name,
                    attributes: node.primitive.attributes, inputs: inputs.map { $0 + 1 },
                    value: Tensor(node.value!), gradient: pass?.gradients[position].map { Tensor($0.value) },
                    contributions: pass?.contributions[position].map { $0.map { Tensor($0.value) } } ?? [],
                    literal: Self.literal(of: node, from: inputs.map { rows[$0] })))
        }
        self.rows = rows
    }

    /// `x + 1` has a node for the 1, and broadcasts it if `x` is no scalar; both are to read as `1.0`.
    private static func literal(of node: Node, from inputs: [Row]) -> String? {
        if node.label != nil { return nil }
        if node.primitive is Constant && node.shape.rank == 0 { return Tensor(node: node).briefText }
        return node.primitive is BroadcastTo && inputs[0].name == nil ? inputs[0].literal : nil
    }
}

extension Explanation.Row {
    /// Shape and element type.
    public var type: TensorType { value.type }

    /// The operation and its attributes.
    var fullOperation: String { attributes.isEmpty ? operation : "\(operation) \(attributes)" }
}

import CVectorKernels

/// How a node becomes part of a plan.
enum NodeRole {
    /// It has its value from the start, or from the call.
    case leaf
    /// It shows an operand's elements in another way and costs nothing.
    case view
    /// A vector loop computes it element by element.
    case loop(cvk_operation)
    /// A vector loop draws it.
    case random
    /// A vector loop folds its operand's elements.
    case fold(cvk_fold)
    /// It is an instruction of its own.
    case whole

    /// Whether a vector loop makes one element of it at each place of its iteration space.
    var isElementwise: Bool {
        switch self {
        case .loop, .random: true
        case .leaf, .view, .fold, .whole: false
        }
    }

    var isFold: Bool { if case .fold = self { true } else { false } }
    var isLeaf: Bool { if case .leaf = self { true } else { false } }
    var isView: Bool { if case .view = self { true } else { false } }

    init(_ number: Int, in graph: GraphIndex, on engine: Engine) {
        let node = graph.nodes[number]
        let primitive = node.primitive
        if graph.hasValue[number] || primitive is Placeholder {
            self = .leaf
        } else if primitive is any ViewPrimitive {
            self = .view
        } else if engine == .reference || node.shape.rank > CVK_MAX_RANK
            || node.inputs.contains(where: { $0.rank > CVK_MAX_RANK })
        {
            self = .whole
        } else if let primitive = primitive as? any ElementwisePrimitive,
            let operation = primitive.loopOperation(node.inputs.map(\.dtype))
        {
            self = .loop(operation)
        } else if let primitive = primitive as? any Reduction, node.dtype == .float32,
            node.shape.elementCount > 0
        {
            self = .fold(type(of: primitive).loopFold)
        } else if primitive is RandomUniform, node.dtype == .float32,
            graph.isInMemory(graph.inputs[number][0])
        {
            self = .random
        } else {
            self = .whole
        }
    }
}

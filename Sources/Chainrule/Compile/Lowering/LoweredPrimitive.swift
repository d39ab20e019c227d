/// A primitive for which the fast engine has a kernel.
protocol LoweredPrimitive: Primitive {
    /// Emits the instructions that compute node `number` and its epilogue; false if the node must be left to the
    /// reference.
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool
}

/// What a matrix product or convolution adds to its result before writing it.
struct Epilogue {
    /// The node whose value the instruction makes.
    let result: Int
    /// The node that is added: one number per column or channel.
    private(set) var bias: Int?
    /// The node that is added after that, element by element.
    private(set) var residual: Int?

    init(_ nodes: [Int], in fusion: Fusion) {
        result = nodes.last!
        for (before, number) in zip(nodes, nodes.dropFirst()) {
            let other = fusion.graph.inputs[number].first { $0 != before }!
            if fusion.graph.nodes[other].primitive is BroadcastTo {
                bias = other
            } else {
                residual = other
            }
        }
    }
}

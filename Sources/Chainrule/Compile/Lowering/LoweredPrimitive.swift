/// A primitive for which the fast engine has a kernel.
protocol LoweredPrimitive: Primitive {
    /// Emits the instructions that compute node `number` and its epilogue; false if the node must be left to the
    /// reference.
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool
}

/// What a matrix product or convolution applies to its result before writing it.
struct Epilogue {
    enum Activation { case none, relu, tanh, sigmoid }

    /// The node whose value the instruction makes.
    let result: Int
    /// The node that is added: one number per column or channel.
    private(set) var bias: Int?
    private(set) var activation = Activation.none

    init(_ nodes: [Int], in fusion: Fusion) {
        result = nodes.last!
        for (before, number) in zip(nodes, nodes.dropFirst()) {
            switch fusion.graph.nodes[number].primitive {
            case is Add: bias = fusion.graph.inputs[number].first { $0 != before }
            case is ReLU: activation = .relu
            case is Tanh: activation = .tanh
            default: activation = .sigmoid
            }
        }
    }
}

/// The nodes that some outputs depend on, by number, every node behind its inputs.
struct GraphIndex {
    let nodes: [Node]
    /// The numbers of each node's inputs.
    let inputs: [[Int]]
    /// The numbers of the nodes that use each node, one entry per use.
    let users: [[Int]]
    /// The numbers of the outputs.
    let outputs: [Int]
    let isOutput: [Bool]
    /// Whether a node had its value when the graph was walked; another thread may compute it any time.
    let hasValue: [Bool]

    /// - Parameter stopsAtValues: whether a node that has its value counts as a leaf.
    init(_ outputs: [Tensor], stopsAtValues: Bool = false) {
        let order = TopologicalOrder(endingAt: outputs, locating: outputs, stoppingAtValues: stopsAtValues)
        nodes = order.nodes
        hasValue = order.nodes.map(\.hasValue)
        let inputs = order.nodes.indices.map { Array(order.inputPositions(of: $0)) }
        self.inputs = inputs
        var users = [[Int]](repeating: [], count: order.nodes.count)
        for (number, inputs) in inputs.enumerated() {
            for input in inputs { users[input].append(number) }
        }
        self.users = users
        let outputs = order.targetPositions.map { $0! }
        self.outputs = outputs
        var isOutput = [Bool](repeating: false, count: order.nodes.count)
        for output in outputs { isOutput[output] = true }
        self.isOutput = isOutput
    }

    /// Whether the elements lie side by side before anything is computed.
    func isInMemory(_ number: Int) -> Bool {
        hasValue[number] ? nodes[number].value!.isDense : nodes[number].primitive is Placeholder
    }

    func type(_ number: Int) -> TensorType { TensorType(nodes[number].shape, nodes[number].dtype) }
}

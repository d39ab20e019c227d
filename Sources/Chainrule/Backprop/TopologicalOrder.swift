import Synchronization

/// The nodes that some outputs depend on, every node behind its inputs.
///
/// Each node is visited once, so the cost is linear in nodes and edges, and no walk recurses, so a graph may
/// be as deep as memory allows.
package struct TopologicalOrder {
    package private(set) var nodes: [Node] = []
    /// For the inputs of all nodes, one node after the other, their positions in `nodes`.
    private var inputPositions: [Int] = []
    /// Where the inputs of each node start in `inputPositions`.
    private var firstInput: [Int] = []
    /// The positions of the `targets` that were asked for; nil for one the outputs do not depend on.
    package private(set) var targetPositions: [Int?] = []

    /// Guards the marks of all nodes. A mark counts only in the walk whose number it bears, so nothing
    /// needs to be erased, and finding a node's position takes neither hashing nor a search.
    private static let walks = Mutex<UInt64>(0)

    /// Whether nodes that have their values count as having no inputs.
    private let stopsAtValues: Bool

    package init(
        endingAt outputs: [Tensor], locating targets: [Tensor] = [], stoppingAtValues: Bool = false
    ) {
        stopsAtValues = stoppingAtValues
        nodes.reserveCapacity(expectedDepth)
        firstInput.reserveCapacity(expectedDepth)
        inputPositions.reserveCapacity(expectedDepth)
        Self.walks.withLock { walk in
            walk += 1
            for output in outputs { visit(output.node, walk) }
            targetPositions = targets.map { target in
                target.node.mark.walk == walk ? target.node.mark.position : nil
            }
        }
    }

    /// The positions of all inputs of a node; none if the walk stopped at it.
    package func inputPositions(of position: Int) -> ArraySlice<Int> {
        let end = position + 1 < nodes.count ? firstInput[position + 1] : inputPositions.count
        return inputPositions[firstInput[position]..<end]
    }

    /// The position of a node's input, which is before the node's own.
    package func position(ofInput index: Int, of position: Int) -> Int {
        inputPositions[firstInput[position] + index]
    }

    private mutating func visit(_ output: Node, _ walk: UInt64) {
        if output.mark.walk == walk { return }
        // The output keeps all its ancestors alive, so the path need not count references.
        var path: [(node: Unmanaged<Node>, nextInput: Int)] = []
        path.reserveCapacity(expectedDepth)
        output.mark = Node.Mark(walk: walk)
        path.append((.passUnretained(output), 0))
        while let (current, next) = path.last {
            current._withUnsafeGuaranteedRef { node in
                if next == node.inputs.count || stops(at: node) {
                    append(node)
                    path.removeLast()
                    return
                }
                path[path.count - 1].nextInput += 1
                let input = node.inputs[next].node
                if input.mark.walk == walk { return }
                input.mark = Node.Mark(walk: walk)
                if input.inputs.isEmpty || stops(at: input) {
                    append(input)
                } else {
                    path.append((.passUnretained(input), 0))
                }
            }
        }
    }

    private func stops(at node: Node) -> Bool { stopsAtValues && node.hasValue }

    /// Puts a node behind its inputs, which all have their positions by now.
    private mutating func append(_ node: Node) {
        node.mark.position = nodes.count
        firstInput.append(inputPositions.count)
        // Another thread may have computed the node since its inputs were visited; that does no harm.
        if !stops(at: node) {
            for input in node.inputs.indices { inputPositions.append(node.inputs[input].node.mark.position) }
        }
        nodes.append(node)
    }
}

/// Room that most hand-written graphs fit into, so that their walk allocates each array once.
private let expectedDepth = 16

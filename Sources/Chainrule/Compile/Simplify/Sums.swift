/// The sums of a graph, each an addition with the additions that are made for it alone.
struct Sums {
    struct Sum {
        /// The numbers of what is added up, and whether it is computed for the sum alone. Backpropagation comes to the last use of a
        /// parameter first, so its terms are in the order in which the parameter was used.
        fileprivate(set) var terms: [(number: Int, isOwn: Bool)] = []
        /// The numbers of the additions before the last one, every one behind its operands.
        fileprivate(set) var additions: [Int] = []
    }

    private var sums: [Int: Sum] = [:]
    /// Whether a node is an addition for another addition alone.
    private(set) var isPartial: [Bool]

    init(_ graph: GraphIndex) {
        isPartial = Array(repeating: false, count: graph.nodes.count)
        var last = Array(graph.nodes.indices)
        for number in graph.nodes.indices.reversed() where graph.isAddition(number) {
            for input in graph.inputs[number].reversed() {
                let isOwn = graph.users[input].count == 1 && !graph.isOutput[input]
                if isOwn && graph.isAddition(input) {
                    isPartial[input] = true
                    last[input] = last[number]
                } else {
                    sums[last[number], default: Sum()].terms.append((input, isOwn))
                }
            }
            if isPartial[number] { sums[last[number], default: Sum()].additions.append(number) }
        }
        for number in sums.keys { sums[number]!.additions.reverse() }
    }

    /// The sum of which the node is the last addition.
    subscript(number: Int) -> Sum? { sums[number] }
}

extension GraphIndex {
    fileprivate func isAddition(_ number: Int) -> Bool {
        !hasValue[number] && Tensor(node: nodes[number]).isResult(of: Add.self)
    }
}

/// Reverse-mode differentiation of one output: the chain rule, applied from the output backwards.
///
/// At every node the upstream gradient is complete, because every node that uses it has been treated before;
/// the node's rule turns it into a contribution for each input, local gradient times upstream gradient; and
/// where a value was used several times, its contributions add up. All of it builds graph and computes nothing.
package struct Backpropagation {
    package let order: TopologicalOrder
    /// The gradient of the output with respect to each node of `order`; nil where none flows.
    package private(set) var gradients: [Tensor?]
    /// What each node of `order` contributes to the gradients of its inputs, in their order; empty where no gradient flows,
    /// and everywhere if only the gradients of targets were asked for.
    package private(set) var contributions: [[Tensor?]] = []

    /// - Parameters:
    ///   - output: what is differentiated.
    ///   - targets: what the gradients are for; other branches of the graph are left alone. nil treats
    ///     every node as a target.
    ///   - upstream: the gradient that arrives at the output; ones for a scalar if nil.
    package init(
        of output: Tensor, withRespectTo targets: [Tensor]?, upstream: Tensor? = nil
    ) throws(GradientError) {
        let seed = try Self.seed(for: output, upstream)
        order = TopologicalOrder(endingAt: [output], locating: targets ?? [])
        gradients = [Tensor?](repeating: nil, count: order.nodes.count)
        gradients[order.nodes.count - 1] = seed
        if targets == nil { contributions = Array(repeating: [], count: order.nodes.count) }

        let matters = targets == nil ? nil : Self.nodesBetween(order)
        for position in order.nodes.indices.reversed() {
            guard let upstream = gradients[position] else { continue }
            try propagate(upstream, from: position, matters)
        }
    }

    /// The gradient of a target, by its place in the list that was given; nil if the output does not reach it.
    package func gradient(ofTarget index: Int) -> Tensor? {
        order.targetPositions[index].flatMap { gradients[$0] }
    }

    private static func seed(for output: Tensor, _ upstream: Tensor?) throws(GradientError) -> Tensor {
        guard output.dtype.isFloatingPoint else { throw .notDifferentiable(output.type) }
        guard let upstream else {
            guard output.shape.elementCount == 1 else { throw .upstreamMissing(output.type) }
            return output.rank == 0 ? .unit(output.dtype) : output.onesLike
        }
        guard upstream.type == output.type else {
            throw .upstreamMismatch(upstream: upstream.type, output: output.type)
        }
        return upstream
    }

    /// Which nodes a target can be reached from.
    private static func nodesBetween(_ order: TopologicalOrder) -> [Bool] {
        var reaches = [Bool](repeating: false, count: order.nodes.count)
        for case let position? in order.targetPositions { reaches[position] = true }
        for position in reaches.indices where !reaches[position] {
            reaches[position] = order.nodes[position].inputs.indices.contains { input in
                reaches[order.position(ofInput: input, of: position)]
            }
        }
        return reaches
    }

    private mutating func propagate(
        _ upstream: Tensor, from position: Int, _ matters: [Bool]?
    ) throws(GradientError) {
        let node = order.nodes[position]
        let inputs = node.inputs
        if inputs.isEmpty { return }
        let contributions = node.primitive.vjp(upstream, inputs: inputs, output: Tensor(node: node))
        guard contributions.count == inputs.count else {
            throw .wrongCount(rule: node.primitive.name, made: contributions.count, inputs: inputs.count)
        }
        if matters == nil { self.contributions[position] = contributions }
        for index in inputs.indices {
            let target = order.position(ofInput: index, of: position)
            guard let contribution = contributions[index], matters?[target] ?? true else { continue }
            let input = inputs[index].node
            guard input.dtype.isFloatingPoint else { continue }
            guard contribution.node.shape == input.shape && contribution.node.dtype == input.dtype else {
                throw .wrongContribution(
                    rule: node.primitive.name, input: index, made: contribution.type,
                    expected: inputs[index].type)
            }
            gradients[target] = gradients[target].map { $0 + contribution } ?? contribution
        }
    }
}

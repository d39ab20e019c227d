/// Finds the biases and activations that matrix products and convolutions apply on the way.
///
/// The result maps every node of such a chain to the chain's last node.
func absorbedEpilogues(_ graph: GraphIndex) -> [Int: Int] {
    var absorbed: [Int: Int] = [:]
    for (number, node) in graph.nodes.enumerated() where node.dtype == .float32 && !graph.hasValue[number] {
        guard let primitive = node.primitive as? any EpiloguePrimitive else { continue }
        // Products of nothing are left to the reference.
        if ([node] + node.inputs.map(\.node)).contains(where: { $0.shape.elementCount == 0 }) { continue }
        var chain = [number]
        if let sum = soleUser(of: number, graph), graph.nodes[sum].primitive is Add,
            let bias = graph.inputs[sum].first(where: { $0 != number }),
            graph.isRepeated(bias, exceptAlong: primitive.biasAxis(node.shape))
        {
            chain.append(sum)
        }
        if let next = soleUser(of: chain.last!, graph) {
            switch graph.nodes[next].primitive {
            case is ReLU, is Tanh, is Sigmoid: chain.append(next)
            default: break
            }
        }
        if chain.count > 1 { for member in chain { absorbed[member] = chain.last! } }
    }
    return absorbed
}

/// A primitive whose kernel can add a bias and apply an activation.
protocol EpiloguePrimitive: Primitive {
    /// The axis of the result along which a bias varies.
    func biasAxis(_ shape: Shape) -> Int
}

private func soleUser(of number: Int, _ graph: GraphIndex) -> Int? {
    graph.isOutput[number] || graph.users[number].count != 1 ? nil : graph.users[number][0]
}

extension GraphIndex {
    /// Whether a value is a broadcast of a vector along one axis that is there before the value is needed.
    fileprivate func isRepeated(_ number: Int, exceptAlong axis: Int) -> Bool {
        guard let broadcast = nodes[number].primitive as? BroadcastTo else { return false }
        let source = nodes[inputs[number][0]].shape
        let aligned = axis - (broadcast.shape.rank - source.rank)
        return source.indices.allSatisfy { $0 == aligned || source[$0] == 1 }
            && source.indices.contains(aligned) && source[aligned] == broadcast.shape[axis]
    }
}

/// Finds the biases and residuals that matrix products and convolutions add on the way.
///
/// Activations follow as loops of their own: oneDNN could apply them too, but its ReLU makes 0 of NaN.
///
/// The result maps every node of such a chain to the chain's last node.
func absorbedEpilogues(_ graph: GraphIndex) -> [Int: Int] {
    var absorbed: [Int: Int] = [:]
    for (number, node) in graph.nodes.enumerated() where node.dtype == .float32 && !graph.hasValue[number] {
        guard let primitive = node.primitive as? any EpiloguePrimitive else { continue }
        // Products of nothing are left to the reference.
        if ([node] + node.inputs.map(\.node)).contains(where: { $0.shape.elementCount == 0 }) { continue }
        var chain = [number]
        if let (sum, bias) = graph.soleSum(of: number),
            graph.isRepeated(bias, exceptAlong: primitive.biasAxis(node.shape))
        {
            chain.append(sum)
        }
        // What is added to another product's result can belong to one of the two only.
        if let (sum, residual) = graph.soleSum(of: chain.last!), absorbed[sum] == nil,
            graph.isComputed(residual), !graph.isBetterComputed(residual, with: sum)
        {
            chain.append(sum)
        }
        if chain.count > 1 { for member in chain { absorbed[member] = chain.last! } }
    }
    return absorbed
}

/// A primitive whose kernel can add a bias and a residual.
protocol EpiloguePrimitive: Primitive {
    /// The axis of the result along which a bias varies.
    func biasAxis(_ shape: Shape) -> Int
}

extension GraphIndex {
    fileprivate func soleUser(of number: Int) -> Int? {
        isOutput[number] || users[number].count != 1 ? nil : users[number][0]
    }

    /// The sum that is the only user of a value, and what else it adds.
    fileprivate func soleSum(of number: Int) -> (sum: Int, other: Int)? {
        guard let sum = soleUser(of: number), nodes[sum].primitive is Add,
            let other = inputs[sum].first(where: { $0 != number })
        else { return nil }
        return (sum, other)
    }

    /// Whether a value is an array of its own and neither a leaf nor a view of something.
    fileprivate func isComputed(_ number: Int) -> Bool {
        !inputs[number].isEmpty && !(nodes[number].primitive is any ViewPrimitive)
    }

    /// Whether a value is cheap arithmetic for a sum alone, so that one loop had better do both than store the value: a
    /// velocity that decays before a gradient is added.
    fileprivate func isBetterComputed(_ number: Int, with sum: Int) -> Bool {
        guard soleUser(of: number) == sum,
            let primitive = nodes[number].primitive as? any ElementwisePrimitive,
            let operation = primitive.loopOperation(nodes[number].inputs.map(\.dtype))
        else { return false }
        return operation.isCheap
    }

    /// Whether a value is a broadcast of a vector along one axis that is there before the value is needed.
    fileprivate func isRepeated(_ number: Int, exceptAlong axis: Int) -> Bool {
        guard let broadcast = nodes[number].primitive as? BroadcastTo else { return false }
        let source = nodes[inputs[number][0]].shape
        let aligned = axis - (broadcast.shape.rank - source.rank)
        return source.indices.allSatisfy { $0 == aligned || source[$0] == 1 }
            && source.indices.contains(aligned) && source[aligned] == broadcast.shape[axis]
    }
}

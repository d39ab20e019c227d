/// Rewrites a graph from its leaves to its outputs.
///
/// A node is looked at when all its operands have their final form. Then it is replaced by an equal one that
/// is known already, by its value, or by what the first rule that applies makes of it. What a rule makes is
/// made of nodes in their final form and a few new ones, which are treated in the same way.
final class Simplifier {
    let foldsConstants: Bool
    /// The final form of every application that was met.
    private var known: [Key: Tensor] = [:]
    /// The nodes in their final form.
    private var finished: Set<ObjectIdentifier> = []
    /// Keeps the finished nodes alive, so that their identities stay theirs.
    private var kept: [Tensor] = []

    init(foldsConstants: Bool) { self.foldsConstants = foldsConstants }

    /// What a node computes from which operands; nodes with equal keys have equal values.
    private struct Key: Hashable {
        let operation: AnyHashable
        let operands: [ObjectIdentifier]
    }

    func simplified(_ outputs: [Tensor]) -> [Tensor] {
        let graph = GraphIndex(outputs, stopsAtValues: true)
        let sums = Sums(graph)
        let products = ProductsOfParts(graph)
        var results = graph.nodes.map { Tensor(node: $0) }
        func finish(_ number: Int) {
            let inputs = graph.inputs[number].map { results[$0] }
            results[number] =
                inputs.isEmpty ? finishedLeaf(graph.nodes[number]) : finishedForm(of: results[number], inputs)
        }
        for number in graph.nodes.indices where !sums.isPartial[number] {
            if let sum = sums[number],
                let joined = joinedSum(of: sum.terms.map { (results[$0.number], $0.isOwn) })
            {
                results[number] = joined
            } else if let part = products[number] {
                results[number] = simplified(part.product(results))
            } else {
                sums[number]?.additions.forEach(finish)
                finish(number)
            }
        }
        return graph.outputs.map { results[$0] }
    }

    /// Whether what a tensor is made of in its final form has been applied in the same way before.
    func isKnown(_ tensor: Tensor) -> Bool {
        let operands = tensor.node.inputs.map { ObjectIdentifier($0.node) }
        return known[Key(operation: AnyHashable(tensor.node.primitive), operands: operands)] != nil
    }

    /// The final form of what a rule has made of finished nodes.
    ///
    /// It recurses into the new nodes, of which a rule makes few; a graph of any depth is not its business.
    func simplified(_ tensor: Tensor) -> Tensor {
        let node = tensor.node
        if finished.contains(ObjectIdentifier(node)) { return tensor }
        let inputs = node.inputs
        return inputs.isEmpty ? finishedLeaf(node) : finishedForm(of: tensor, inputs.map { simplified($0) })
    }

    private func finishedForm(of tensor: Tensor, _ inputs: [Tensor]) -> Tensor {
        let node = tensor.node
        var operands = inputs.map { ObjectIdentifier($0.node) }
        // x ∘ y is y ∘ x here.
        if tensor.isResult(of: Add.self) || tensor.isResult(of: Multiply.self) { operands.sort() }
        let key = Key(operation: AnyHashable(node.primitive), operands: operands)
        if let known = known[key] { return known }

        let application = Application(
            primitive: node.primitive, inputs: inputs, type: tensor.type,
            simplifier: self)
        let result: Tensor
        if let rewritten = application.folded ?? application.rewritten {
            require(
                rewritten.type == application.type,
                "a rule for \(node.primitive.name) made \(rewritten.type) of \(application.type)")
            result = simplified(rewritten)
        } else if zip(inputs, node.inputs).allSatisfy({ $0.node === $1.node }) {
            result = finish(tensor)
        } else {
            result = finish(Tensor(node: Node(node.primitive, inputs, application.type, label: node.label)))
        }
        known[key] = result
        return result
    }

    /// A node that has no inputs, or needs none because it has its value.
    private func finishedLeaf(_ node: Node) -> Tensor {
        guard let value = node.value else {
            // Without operands or a value it is unknown what a node stands for, except here.
            guard node.primitive is Iota else { return finish(Tensor(node: node)) }
            return shared(Tensor(node: node), Key(operation: AnyHashable(node.primitive), operands: []))
        }
        let leaf = node.inputs.isEmpty ? Tensor(node: node) : Tensor(value, label: node.label)
        if !foldsConstants { return finish(leaf) }
        if value.count == 1 {
            return shared(leaf, Key(operation: ScalarConstant(leaf), operands: []))
        }
        if let number = uniformNumber(in: value) {
            return simplified(.full(value.shape, number, dtype: value.dtype))
        }
        return finish(leaf)
    }

    private func shared(_ tensor: Tensor, _ key: Key) -> Tensor {
        if let tensor = known[key] { return tensor }
        known[key] = tensor
        return finish(tensor)
    }

    private func finish(_ tensor: Tensor) -> Tensor {
        if finished.insert(ObjectIdentifier(tensor.node)).inserted { kept.append(tensor) }
        return tensor
    }
}

/// A constant of one element, bit by bit.
private struct ScalarConstant: Hashable {
    let type: TensorType
    let bits: UInt64

    init(_ tensor: Tensor) {
        type = tensor.type
        bits = tensor.item().bitPattern
    }
}

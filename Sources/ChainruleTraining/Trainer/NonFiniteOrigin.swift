import Chainrule
import ChainruleNN

/// Finds the operation that first made an infinity or a NaN.
enum NonFiniteOrigin {
    /// A description of the operation and its inputs; nil if everything is finite.
    ///
    /// - Parameters:
    ///   - total: what the gradients are of.
    ///   - gradients: by the parameters of `model`.
    static func find(in total: Tensor, _ gradients: [Tensor], of model: any Module) -> String? {
        let nodes = TopologicalOrder(endingAt: [total] + gradients).nodes
        evaluate(nodes.map(Tensor.init(node:)))
        let parameters = ParameterNodes(model.parameters())
        var meant: Set<ObjectIdentifier> = []
        // Behind its inputs in this order: those of the first one are all finite, or meant not to be.
        let origin = nodes.first { node in
            if range(of: node) != nil { return false }
            // A constant of the program, such as the −∞ of a mask, is meant, and so is what it makes infinite.
            let isMeant =
                node.inputs.isEmpty
                ? node.label == nil
                : node.inputs.contains { meant.contains(ObjectIdentifier($0.node)) } && !hasNaN(node)
            if isMeant { meant.insert(ObjectIdentifier(node)) }
            return !isMeant
        }
        let forward = Set(TopologicalOrder(endingAt: [total]).nodes.map(ObjectIdentifier.init))
        return origin.map { node in
            description(of: node, parameters)
                + (forward.contains(ObjectIdentifier(node))
                    ? "" : ", in the backward pass from a loss of \(total.item())")
        }
    }

    private static func description(of node: Node, _ parameters: ParameterNodes) -> String {
        if node.inputs.isEmpty {
            let what = parameters[node].map { "the parameter '\($0)'" } ?? "the tensor '\(node.label!)'"
            return "\(what) contains NaN or infinity"
        }
        let place = node.moduleBefore(parameters).map { " after '\($0)'" } ?? ""
        let operands = node.inputs.map { input in
            let maker = input.node.inputs.isEmpty ? "" : "\(input.node.primitive.name) "
            let values = range(of: input.node).map { "\(Float($0.lowerBound))…\(Float($0.upperBound))" }
            return maker + (values ?? "with infinities")
        }
        return "\(node.primitive.name)\(place) produced the first NaN or infinity, from "
            + "\(operands.joined(separator: " and "))"
    }

    private static func hasNaN(_ node: Node) -> Bool {
        Tensor(node: node).scalars(as: Double.self).contains(where: \.isNaN)
    }

    /// The smallest and the largest element; nil if one is not finite.
    private static func range(of node: Node) -> ClosedRange<Double>? {
        let values = Tensor(node: node).scalars(as: Double.self)
        guard values.allSatisfy(\.isFinite) else { return nil }
        return (values.min() ?? 0)...(values.max() ?? 0)
    }
}

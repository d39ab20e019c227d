import Chainrule
import ChainruleNN

/// Finds the operation that first made an infinity or a NaN.
enum NonFiniteOrigin {
    /// In words, what it was and what it was computed from; nil if all of `total`'s graph is finite.
    static func find(in total: Tensor, of model: any Layer) -> String? {
        let nodes = TopologicalOrder(endingAt: [total]).nodes
        evaluate(nodes.map(Tensor.init(node:)))
        let parameters = ParameterNodes(model.parameters())
        // Behind its inputs in this order: those of the first one are all finite.
        let origin = nodes.first { node in
            // A constant of the program, such as the −∞ of a mask, is meant.
            let isMeant = node.inputs.isEmpty && node.label == nil
            return !isMeant && range(of: node) == nil
        }
        return origin.map { description(of: $0, parameters) }
    }

    private static func description(of node: Node, _ parameters: ParameterNodes) -> String {
        if node.inputs.isEmpty {
            let what = parameters[node].map { "the parameter '\($0)'" } ?? "the tensor '\(node.label!)'"
            return "\(what) holds numbers that are not finite"
        }
        let place = node.moduleBefore(parameters).map { " after '\($0)'" } ?? ""
        let ranges = node.inputs.compactMap { range(of: $0.node) }.map {
            "\(Float($0.lowerBound))…\(Float($0.upperBound))"
        }
        return "\(node.primitive.name)\(place) made the first number that is not finite, of "
            + "\(ranges.joined(separator: " and "))"
    }

    /// The smallest and the largest element; nil if one is not finite.
    private static func range(of node: Node) -> ClosedRange<Double>? {
        let values = Tensor(node: node).scalars(as: Double.self)
        guard values.allSatisfy(\.isFinite) else { return nil }
        return (values.min() ?? 0)...(values.max() ?? 0)
    }
}

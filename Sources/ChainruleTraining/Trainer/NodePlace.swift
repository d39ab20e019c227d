import Chainrule
import ChainruleNN

/// The dotted names of parameters by the nodes of their present values.
struct ParameterNodes {
    private let names: [ObjectIdentifier: String]

    init(_ parameters: [(name: String, parameter: Parameter)]) {
        names = Dictionary(
            parameters.map { (ObjectIdentifier($0.parameter.value.node), $0.name) },
            uniquingKeysWith: { first, _ in first })
    }

    subscript(node: Node) -> String? { names[ObjectIdentifier(node)] }

    /// The parameters that `tensor` depends on, in the order in which a network uses them.
    func reached(from tensor: Tensor) -> [String] {
        TopologicalOrder(endingAt: [tensor]).nodes.compactMap { self[$0] }
    }
}

extension Node {
    /// The module whose parameter is the fewest operations away from this node, against the arrows.
    func moduleBefore(_ parameters: ParameterNodes) -> String? {
        nearest { parameters[$0] }?.split(separator: ".").dropLast().joined(separator: ".")
    }

    /// The axis of a layer's units: the last behind a product of matrices, the second behind a convolution.
    var unitAxis: Int {
        let isConnected = nearest { node in
            let name = node.primitive.name
            return name == "matmul" ? true : name.hasPrefix("convolution") ? false : nil
        }
        return isConnected == true ? shape.rank - 1 : 1
    }

    /// What `property` says of the node the fewest operations away from this one of which it says something.
    private func nearest<Property>(_ property: (Node) -> Property?) -> Property? {
        var front = [self]
        var seen: Set<ObjectIdentifier> = []
        while !front.isEmpty {
            for node in front {
                if let found = property(node) { return found }
            }
            front = front.flatMap { $0.inputs.map(\.node) }.filter {
                seen.insert(ObjectIdentifier($0)).inserted
            }
        }
        return nil
    }
}

import Chainrule

/// A computational graph as TensorBoard draws it: nodes with names whose slashes make boxes.
package struct DrawnGraph {
    private struct DrawnNode {
        let name: String
        let operation: String
        let inputs: [String]
        let type: TensorType
        let attributes: String
    }

    private let nodes: [DrawnNode]

    package init(of output: Tensor, parameters: [(name: String, value: Tensor)], withGradients: Bool) {
        let values = parameters.map(\.value)
        let pass = withGradients ? Self.backpropagation(of: output, values) : nil
        let outputs = [output] + values.indices.compactMap { pass?.gradient(ofTarget: $0) }
        // Parameters' gradients come first: other nodes may have the same.
        let sources =
            (pass?.order.targetPositions.compactMap { $0 } ?? [])
            + (pass?.gradients.indices.reversed() ?? [])
        let gradients = sources.compactMap { source in pass?.gradients[source].map { (source, $0) } }
        // The walk visits one output after the other, so the forward pass comes first.
        let order = TopologicalOrder(endingAt: outputs, locating: values + gradients.map(\.1))
        let places = order.targetPositions
        let names = GraphNames(
            order, forwardCount: pass?.order.nodes.count ?? order.nodes.count,
            names: Dictionary(
                zip(places, parameters).compactMap { place, parameter in place.map { ($0, parameter.name) } },
                uniquingKeysWith: { first, _ in first }),
            gradients: zip(places.dropFirst(values.count), gradients).compactMap { place, gradient in
                place.map { (position: $0, source: gradient.0) }
            }
        )
        let allNames = names.all
        nodes = order.nodes.enumerated().map { position, node in
            DrawnNode(
                name: allNames[position],
                // TensorBoard draws a `Const` small, beside the node that uses it.
                operation: names.isNumber(position) ? "Const" : node.primitive.name,
                inputs: order.inputPositions(of: position).map { allNames[$0] },
                type: TensorType(node.shape, node.dtype), attributes: node.primitive.attributes)
        }
    }

    private static func backpropagation(
        of output: Tensor, _ parameters: [Tensor]
    ) -> Backpropagation {
        do {
            return try Backpropagation(of: output, withRespectTo: parameters)
        } catch {
            fatalError("graph: \(error)")
        }
    }

    /// A message `tensorboard.GraphDef`.
    package var message: ProtobufMessage {
        ProtobufMessage { graph in
            for node in nodes { graph.add(Self.message(of: node), to: 1) }
        }
    }

    /// A message `tensorboard.NodeDef`.
    private static func message(of node: DrawnNode) -> ProtobufMessage {
        ProtobufMessage { message in
            message.add(node.name, to: 1)
            message.add(node.operation, to: 2)
            for input in node.inputs { message.add(input, to: 3) }
            addAttribute("dtype", to: &message) { $0.add(TensorFlowType.number(of: node.type.dtype), to: 6) }
            addAttribute("_output_shapes", to: &message) { value in
                value.add(to: 1) { list in list.add(tensorShape(node.type.shape), to: 7) }
            }
            if !node.attributes.isEmpty {
                addAttribute("attributes", to: &message) { $0.add(node.attributes, to: 2) }
            }
        }
    }

    /// Adds an entry of a `map<string, AttrValue>`.
    private static func addAttribute(
        _ name: String, to message: inout ProtobufMessage, _ value: (inout ProtobufMessage) -> Void
    ) {
        message.add(to: 5) { entry in
            entry.add(name, to: 1)
            entry.add(to: 2, value)
        }
    }
}

/// A node of a model.
struct ModelNode {
    let name: String
    let operatorType: String
    let opset: Int
    let inputs: [String]
    let outputs: [String]
    let attributes: [String: AttributeProto.Value]

    init(_ proto: NodeProto, opset: Int) {
        (name, operatorType, self.opset) = (proto.name, proto.operatorType, opset)
        (inputs, outputs) = (proto.inputs, proto.outputs)
        attributes = Dictionary(proto.attributes.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// The node in messages.
    var description: String {
        let first = outputs.first { !$0.isEmpty } ?? ""
        return "\(operatorType) (opset \(opset), node '\(name.isEmpty ? "of \(first)" : name)')"
    }

    /// Why the node cannot be computed; nil if it can.
    func problem(domain: String) -> String? {
        guard domain.isEmpty || domain == "ai.onnx" else { return "\(description): domain '\(domain)'" }
        guard let known = Operator.all[operatorType] else { return description }
        if opset < known.since { return "\(description): known since opset \(known.since)" }
        if let surplus = attributes.keys.sorted().first(where: { !known.attributes.contains($0) }) {
            return "\(description): attribute '\(surplus)'"
        }
        let used = outputs.lastIndex { !$0.isEmpty } ?? -1
        return used < known.outputs ? nil : "\(description): output \(used)"
    }
}

import Chainrule

/// What a file of a model contains, and what of it is not supported.
package struct ModelFile {
    package let path: String
    /// The version of the format.
    package let version: Int
    /// Who has written the file.
    package let producer: String
    package let opset: Int
    /// What keeps the model from being computed, with the node where it stands.
    package private(set) var problems: [String] = []
    /// How many nodes there are of each operator, and whether all of them are supported.
    package private(set) var operators: [String: (count: Int, isSupported: Bool)] = [:]

    let inputs: [ValueInfo]
    let outputs: [ValueInfo]
    let initializers: [TensorProto]
    private(set) var nodes: [ModelNode] = []

    /// The versions of operators that are known.
    static let opsets = 7...28

    /// - Throws: `ONNXError` when the file is missing or damaged.
    package init(path: String) throws {
        let file = try ProtobufFile(path: path)
        let model = try ModelProto(file)
        guard let graph = model.graph else {
            throw ONNXError.malformed(source: path, place: "model", found: "no graph", expected: "one")
        }
        (self.path, version, producer, opset) = (path, model.version, model.producer, model.opsets[""] ?? 0)
        let constants = Set(graph.initializers.map(\.name))
        inputs = graph.inputs.filter { !constants.contains($0.name) }
        (outputs, initializers) = (graph.outputs, graph.initializers)
        if !Self.opsets.contains(opset) {
            problems.append(
                "opset \(opset), known are \(Self.opsets.lowerBound) to \(Self.opsets.upperBound)")
        }
        for input in inputs where input.elementType?.dtype == nil {
            problems.append("input '\(input.name)' of \(input)")
        }
        for tensor in initializers where ElementType(rawValue: tensor.typeNumber)?.dtype == nil {
            problems.append("tensor '\(tensor.name)' of \(ElementType.name(of: tensor.typeNumber))")
        }
        if graph.sparseInitializerCount > 0 { problems.append("sparse tensors") }
        try add(graph)
    }

    /// Every name is made once, and before it is used; so there are no cycles.
    private mutating func add(_ graph: GraphProto) throws {
        func malformed(_ place: String, _ found: String, _ expected: String) -> ONNXError {
            .malformed(source: path, place: place, found: found, expected: expected)
        }
        var known = Set(inputs.map(\.name))
        for tensor in initializers where !known.insert(tensor.name).inserted {
            throw malformed("tensor '\(tensor.name)'", "a second one", "different names")
        }
        for proto in graph.nodes {
            let node = ModelNode(proto, opset: opset)
            for name in node.inputs where !name.isEmpty && !known.contains(name) {
                throw malformed(
                    node.description, "input '\(name)'",
                    "an input of the model, a tensor, or an output of a node before")
            }
            for name in node.outputs where !name.isEmpty && !known.insert(name).inserted {
                throw malformed(node.description, "output '\(name)'", "a name that nothing else has")
            }
            let problem = node.problem(domain: proto.domain)
            problems += problem.map { [$0] } ?? []
            let key = proto.domain.isEmpty ? node.operatorType : "\(proto.domain).\(node.operatorType)"
            let entry = operators[key] ?? (0, true)
            operators[key] = (entry.count + 1, entry.isSupported && problem == nil)
            nodes.append(node)
        }
        for output in outputs where !known.contains(output.name) {
            throw malformed(
                "output '\(output.name)'", "nothing that makes it", "a node, an input or a tensor")
        }
    }

    /// The inputs and outputs with their types.
    package var signature: [(kind: String, name: String, type: String)] {
        inputs.map { ("input", $0.name, $0.description) }
            + outputs.map { ("output", $0.name, $0.description) }
    }

    /// How many tensors and numbers the file holds.
    package var sizeOfTensors: (tensors: Int, numbers: Int) {
        (
            initializers.count,
            initializers.reduce(0) { $0.addingReportingOverflow($1.elementCount ?? 0).partialValue }
        )
    }
}

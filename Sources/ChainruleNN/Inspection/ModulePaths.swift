import Chainrule

/// Which module of a model has added each node of a graph.
package struct ModulePaths {
    /// Dotted names of modules by node.
    private var paths: [ObjectIdentifier: String] = [:]
    /// Dotted names of parameters and buffers by the node of their value.
    private let variables: [ObjectIdentifier: (name: String, isParameter: Bool)]
    /// Descriptions of the layers that were applied, as in `Conv2d(1 → 20, 5×5)`, by dotted name.
    package private(set) var descriptions: [String: String] = [:]

    /// The type of the model; nil if there is none.
    package let modelName: String?

    /// Of a graph without modules.
    package init() { (variables, modelName) = ([:], nil) }

    private init(_ model: some Module) {
        let parameters = model.parameters().map {
            (ObjectIdentifier($0.parameter.value.node), ($0.name, true))
        }
        let buffers = model.buffers().map { (ObjectIdentifier($0.buffer.value.node), ($0.name, false)) }
        modelName = "\(type(of: model))"
        variables = Dictionary(parameters + buffers) { first, _ in first }
    }

    /// Runs `body` and notes which nodes the layers of `model` add on the way to their outputs.
    ///
    /// Nodes that several layers might have added count for the innermost.
    package static func observed<Result>(
        in model: some Module, during body: () throws -> Result
    ) rethrows -> (result: Result, paths: ModulePaths) {
        var paths = ModulePaths(model)
        let result = try LayerCalls.observed(in: model, tell: { paths.note($0) }, during: body)
        return (result, paths)
    }

    /// The dotted name of the module that has added a node, or that a parameter belongs to; empty for the model itself and
    /// whatever is outside of it.
    package func path(of node: Node) -> String {
        if let (name, _) = variables[ObjectIdentifier(node)] {
            return name.split(separator: ".").dropLast().joined(separator: ".")
        }
        return paths[ObjectIdentifier(node)] ?? ""
    }

    /// Whether a layer of the model has added a node, or it is the value of a parameter or buffer.
    package func contains(_ node: Node) -> Bool {
        let identifier = ObjectIdentifier(node)
        return paths[identifier] != nil || variables[identifier] != nil
    }

    /// The dotted name of the parameter whose value a node is.
    package func parameter(_ node: Node) -> String? {
        variables[ObjectIdentifier(node)].flatMap { $0.isParameter ? $0.name : nil }
    }

    /// Claims what has been added since the input of a layer and belongs to no layer within it.
    private mutating func note(_ call: LayerCall) {
        guard let name = call.name else { return }
        descriptions[name] = call.layer.summary
        let inner = name.isEmpty ? "" : "\(name)."
        var visited: Set<ObjectIdentifier> = [ObjectIdentifier(call.input.node)]
        var open = [call.output.node]
        while let node = open.popLast() {
            let identifier = ObjectIdentifier(node)
            // A leaf with a name is a variable, or data from outside.
            if node.inputs.isEmpty && node.label != nil || !visited.insert(identifier).inserted { continue }
            if let owner = paths[identifier] {
                // Behind what another call has added lies what was there before, such as the state of a recurrent layer.
                if owner == name || !owner.hasPrefix(inner) { continue }
            } else {
                paths[identifier] = name
            }
            open += node.inputs.map(\.node)
        }
    }
}

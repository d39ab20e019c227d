import Chainrule
import ChainruleNN

/// The nodes that stand for a model's parameters in the graphs of the moment.
struct ParameterNodes {
    private let names: [ObjectIdentifier: String]

    init(_ parameters: [(name: String, parameter: Parameter)]) {
        names = Dictionary(
            uniqueKeysWithValues: parameters.map { (ObjectIdentifier($0.parameter.value.node), $0.name) })
    }

    /// The dotted name of the parameter that `node` stands for, if it does.
    func name(of node: Node) -> String? { names[ObjectIdentifier(node)] }
}

extension Node {
    /// The module whose parameter is the fewest operations away from this node, against the arrows.
    func moduleBefore(_ parameters: ParameterNodes) -> String? {
        var front = [self]
        var seen: Set<ObjectIdentifier> = []
        while !front.isEmpty {
            for node in front {
                guard let name = parameters.name(of: node) else { continue }
                return name.split(separator: ".").dropLast().joined(separator: ".")
            }
            front = front.flatMap { $0.inputs.map(\.node) }.filter {
                seen.insert(ObjectIdentifier($0)).inserted
            }
        }
        return nil
    }
}

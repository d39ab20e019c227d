import Chainrule

extension Node {
    /// The module whose parameter is the fewest operations away from this node, against the arrows.
    func moduleBefore(_ parameterNames: Set<String>) -> String? {
        var front = [self]
        var seen: Set<ObjectIdentifier> = []
        while !front.isEmpty {
            for node in front {
                guard let label = node.label, parameterNames.contains(label) else { continue }
                return label.split(separator: ".").dropLast().joined(separator: ".")
            }
            front = front.flatMap { $0.inputs.map(\.node) }.filter {
                seen.insert(ObjectIdentifier($0)).inserted
            }
        }
        return nil
    }
}

import Chainrule

/// A state dictionary that does not match a module or an optimizer.
public struct StateError: Error, Equatable, CustomStringConvertible {
    /// A tensor of the wrong shape or element type.
    public struct Mismatch: Equatable, Sendable {
        /// The variable's dotted name.
        public let name: String
        /// The type of the tensor of that name.
        public let found: TensorType
        /// The type of the variable.
        public let expected: TensorType
    }

    /// Where the tensors come from, in words.
    public let source: String
    /// Variables for which there is no tensor.
    public let missing: [String]
    /// Tensors for which there is no variable.
    public let surplus: [String]
    /// Tensors that their variables cannot hold.
    public let mismatches: [Mismatch]

    public var description: String {
        var problems: [String] = []
        if !missing.isEmpty { problems.append("missing \(Self.listed(missing))") }
        if !surplus.isEmpty { problems.append("unexpected \(Self.listed(surplus))") }
        if !mismatches.isEmpty {
            problems.append(
                Self.listed(mismatches.map { "\($0.name) is \($0.found), expected \($0.expected)" }))
        }
        return "\(source) does not match the model: \(problems.joined(separator: "; "))"
    }

    static func check(
        _ state: [String: Tensor], fits variables: [(name: String, variable: Variable)], source: String
    ) throws(StateError) {
        var missing: [String] = []
        var mismatches: [Mismatch] = []
        for (name, variable) in variables {
            if let tensor = state[name] {
                if tensor.type == variable.type { continue }
                mismatches.append(Mismatch(name: name, found: tensor.type, expected: variable.type))
            } else {
                missing.append(name)
            }
        }
        let surplus = Set(state.keys).subtracting(variables.map(\.name)).sorted()
        if missing.isEmpty && surplus.isEmpty && mismatches.isEmpty { return }
        throw StateError(source: source, missing: missing, surplus: surplus, mismatches: mismatches)
    }

    /// A line must stay readable when a file belongs to another network altogether.
    static func listed(_ items: [String]) -> String {
        let shown = items.prefix(8).joined(separator: ", ")
        return items.count > 8 ? "\(shown) and \(items.count - 8) more" : shown
    }
}

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
    /// Names of one shared variable whose tensors differ.
    public let conflicts: [[String]]
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
        for names in conflicts {
            problems.append("\(Self.listed(names)) are one shared parameter, but their tensors differ")
        }
        return "\(source) does not match the model: \(problems.joined(separator: "; "))"
    }

    /// The tensors of variables, each of which may have several names.
    static func checked(
        _ state: [String: Tensor], fits variables: [(names: [String], variable: Variable)], source: String
    ) throws(StateError) -> [Tensor] {
        var tensors: [Tensor] = []
        var missing: [String] = []
        var mismatches: [Mismatch] = []
        var conflicts: [[String]] = []
        for (names, variable) in variables {
            let present = names.filter { state[$0] != nil }
            guard let first = present.first else {
                missing.append(names[0])
                continue
            }
            let wrong = present.filter { state[$0]!.type != variable.type }
            mismatches += wrong.map {
                Mismatch(name: $0, found: state[$0]!.type, expected: variable.type)
            }
            if wrong.isEmpty, present.dropFirst().contains(where: { !state[$0]!.isSame(as: state[first]!) }) {
                conflicts.append(present)
            }
            tensors.append(state[first]!)
        }
        let surplus = Set(state.keys).subtracting(variables.flatMap(\.names)).sorted()
        if missing.isEmpty && surplus.isEmpty && mismatches.isEmpty && conflicts.isEmpty { return tensors }
        throw StateError(
            source: source, missing: missing, surplus: surplus, conflicts: conflicts, mismatches: mismatches)
    }

    /// A line must stay readable when a file belongs to an entirely different network.
    static func listed(_ items: [String]) -> String {
        let shown = items.prefix(8).joined(separator: ", ")
        return items.count > 8 ? "\(shown) and \(items.count - 8) more" : shown
    }
}

extension Tensor {
    /// Whether all bits agree, NaN included.
    fileprivate func isSame(as other: Tensor) -> Bool {
        node === other.node || value.bytes() == other.value.bytes()
    }
}

import Chainrule

/// An error in an ONNX file, or in what a model is given.
///
/// Its description is one line: what was read, where, what was found there and what was expected.
public enum ONNXError: Error, Equatable, Sendable {
    /// The system refuses to read `path`.
    case unreadable(path: String, reason: String)
    /// The content of `source` is not what it must be; `place` says where.
    case malformed(source: String, place: String, found: String, expected: String)
    /// The model needs what is not supported here; each entry says what, and where it stands.
    case unsupported(source: String, problems: [String])
    /// An operator cannot be applied to what it is given; `node` names the node, the operator and its version.
    case inapplicable(node: String, problem: String)
    /// The arguments of a call are not what the model takes.
    case arguments(source: String, found: String, expected: String)
}

extension ONNXError: CustomStringConvertible {
    public var description: String { sentence.singleLine }

    private var sentence: String {
        switch self {
        case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
        case .malformed(let source, let place, let found, let expected):
            "\(source): \(place): found \(found), expected \(expected)"
        case .unsupported(let source, let problems):
            "\(source): not supported: \(problems.joined(separator: "; "))"
        case .inapplicable(let node, let problem): "\(node): \(problem)"
        case .arguments(let source, let found, let expected):
            "\(source): found \(found), expected \(expected)"
        }
    }
}

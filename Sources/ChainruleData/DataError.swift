import Chainrule

/// An error in data from outside: a file, a directory or inconsistent arrays.
///
/// Its description is one line: what was read, what was found there and what was expected.
public enum DataError: Error, Equatable, Sendable {
    /// Nothing is at `path`; `expected` says what should have been.
    case missing(path: String, expected: String)
    /// The system refuses to read `path`.
    case unreadable(path: String, reason: String)
    /// The system refuses to write `path`; its previous content is unchanged.
    case unwritable(path: String, reason: String)
    /// The content of `source` (a path, or what the caller calls its data) is not what it must be.
    case malformed(source: String, found: String, expected: String)
}

extension DataError: CustomStringConvertible {
    public var description: String { sentence.singleLine }

    private var sentence: String {
        switch self {
        case .missing(let path, let expected):
            "\(path): does not exist, expected \(expected)"
        case .unreadable(let path, let reason):
            "\(path): cannot be read: \(reason)"
        case .unwritable(let path, let reason):
            "\(path): cannot be written: \(reason)"
        case .malformed(let source, let found, let expected):
            "\(source): found \(found), expected \(expected)"
        }
    }
}

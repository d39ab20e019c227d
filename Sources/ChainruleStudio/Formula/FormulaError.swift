import Chainrule

/// A mistake in a typed formula: where it is, what was found there and what was expected.
public struct FormulaError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The text of the formula.
    public let text: String
    /// The character at which the mistake was noticed, counted from 1.
    public let column: Int
    /// What stands there.
    public let found: String
    /// What would have been right.
    public let expected: String

    public var description: String {
        "column \(column) of '\(text.singleLine)': found \(found), expected \(expected)"
    }
}

import Foundation

/// An environment variable with an invalid value.
public struct EnvironmentError: Error, Equatable, CustomStringConvertible {
    /// The name of the variable.
    public let variable: String
    /// What it is set to.
    public let value: String
    /// What it may be set to, in words.
    public let expected: String

    public var description: String { "\(variable) is '\(value)'; expected \(expected)" }

    /// The value of a variable; nil if it is not set or empty.
    static func value(of variable: String) -> String? {
        let value = ProcessInfo.processInfo.environment[variable] ?? ""
        return value.isEmpty ? nil : value
    }
}

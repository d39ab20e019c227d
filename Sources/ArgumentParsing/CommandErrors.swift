/// A wrong use of a command; throw it from `validate()` or `run()`. Ends the tool with exit code 2.
public struct ValidationError: Error, CustomStringConvertible, Equatable {
    public let message: String

    public init(_ message: String) { self.message = message }

    public var description: String { message }
}

/// Ends the tool with exit code 0 after printing a text on standard output.
public enum CleanExit: Error, CustomStringConvertible, Equatable {
    case message(String)

    public var description: String {
        switch self {
        case .message(let text): text
        }
    }
}

/// Ends the tool silently; throw it from `run()` where everything has been said already.
public struct ExitCode: Error, RawRepresentable, Equatable, Sendable {
    public let rawValue: Int32

    public init(rawValue: Int32) { self.rawValue = rawValue }
    public init(_ code: Int32) { self.init(rawValue: code) }

    public static let success = ExitCode(0)
    public static let failure = ExitCode(1)
    /// A wrong use of the command line.
    public static let validationFailure = ExitCode(2)
}

/// A command with subcommands got no word to choose one.
struct MissingSubcommand: Error {
    let help: String
}

/// An error that is printed like any other and ends the process with a specific exit code.
public protocol ErrorWithExitCode: Error {
    var exitCode: ExitCode { get }
}

/// A command of a command-line tool, whose properties marked ``Argument``, ``Option`` and ``Flag``
/// declare what it reads from the command line.
///
/// The names follow Apple's swift-argument-parser, so that a tool can change over to it.
public protocol ParsableCommand: ParsableArguments {
    /// Name, description and subcommands; by default the name is the type's name in kebab-case.
    static var configuration: CommandConfiguration { get }

    /// Does the command's work. A command that has subcommands is never run itself.
    mutating func run() throws
}

extension ParsableCommand {
    public static var configuration: CommandConfiguration { CommandConfiguration() }

    public mutating func run() throws {
        fatalError("the command \(Self.self) has neither subcommands nor its own run()")
    }

    /// The command that the arguments select below this one, with its values filled in and validated.
    ///
    /// - Parameter arguments: The words that follow the name of the tool.
    /// - Throws: ``ValidationError`` for a usage error, ``CleanExit`` if help or the version is requested.
    public static func parseAsRoot(_ arguments: [String]) throws -> any ParsableCommand {
        var parser = CommandParser(root: self)
        return try parser.parse(arguments)
    }

    static var commandName: String {
        configuration.commandName ?? kebabCase(String(describing: self))
    }
}

/// What a command is called, what help says about it and which subcommands it has.
public struct CommandConfiguration: Sendable {
    public var commandName: String?
    /// One sentence, shown in the list of subcommands too.
    public var abstract: String
    /// Further paragraphs of help; lines that begin with a space are shown as they are.
    public var discussion: String
    /// What `--version` prints; without it the root has no such option.
    public var version: String
    /// A command with subcommands takes no arguments itself.
    public var subcommands: [any ParsableCommand.Type]

    public init(
        commandName: String? = nil, abstract: String = "", discussion: String = "", version: String = "",
        subcommands: [any ParsableCommand.Type] = []
    ) {
        self.commandName = commandName
        self.abstract = abstract
        self.discussion = discussion
        self.version = version
        self.subcommands = subcommands
    }
}

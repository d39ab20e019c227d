/// Follows the subcommands from the root to the command that the words select.
struct CommandParser {
    static let helpNames = ["-h", "--help"]

    /// The commands passed through, the root first and the one reached last.
    private(set) var path: [any ParsableCommand.Type]

    var command: any ParsableCommand.Type { path[path.count - 1] }

    /// As typed, such as `chainrule train`.
    var commandLine: String { path.map { $0.commandName }.joined(separator: " ") }

    /// Only the root answers `--version`.
    var hasVersion: Bool { path.count == 1 && !command.configuration.version.isEmpty }

    init(root: any ParsableCommand.Type) { path = [root] }

    mutating func parse(_ arguments: [String]) throws -> any ParsableCommand {
        var words = arguments[...]
        while true {
            let isGroup = !command.configuration.subcommands.isEmpty
            // Help takes precedence over errors: it is what a user needs after a mistake.
            let asked = isGroup ? words.prefix(1) : words.prefix { $0 != "--" }
            if asked.contains(where: Self.helpNames.contains) { throw CleanExit.message(helpText(for: self)) }
            if hasVersion, asked.contains("--version") {
                throw CleanExit.message(command.configuration.version)
            }
            guard isGroup else { return try parseValues(words) }
            guard let word = words.popFirst() else { throw MissingSubcommand(help: helpText(for: self)) }
            if word == "help" {
                for name in words where !Self.helpNames.contains(name) { try descend(to: name) }
                throw CleanExit.message(helpText(for: self))
            }
            try descend(to: word)
        }
    }

    private func parseValues(_ words: ArraySlice<String>) throws -> any ParsableCommand {
        var command: any ParsableCommand = command.init()
        var matcher = ArgumentMatcher(ArgumentDefinition.all(of: command))
        try matcher.match(words)
        try matcher.storeValues()
        try command.validateWithGroups()
        return command
    }

    private mutating func descend(to name: String) throws(ValidationError) {
        let subcommands = command.configuration.subcommands
        if let next = subcommands.first(where: { $0.commandName == name }) {
            path.append(next)
        } else if name.hasPrefix("-") {
            throw unknown("option", name, known: Self.helpNames + (hasVersion ? ["--version"] : []))
        } else {
            throw unknown("subcommand", name, known: subcommands.map { $0.commandName })
        }
    }
}

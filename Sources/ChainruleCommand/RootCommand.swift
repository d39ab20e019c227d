import ArgumentParsing

/// The tool itself; all work is done by its subcommands.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chainrule",
        abstract: "Deep learning on computational graphs.",
        version: "0.1.0",
        subcommands: [Gradcheck.self])
}

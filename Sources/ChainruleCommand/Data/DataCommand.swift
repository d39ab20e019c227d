import ArgumentParsing

/// `chainrule data`: getting data sets and getting to know them.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Download and describe data sets.",
        subcommands: [Download.self, Describe.self])
}

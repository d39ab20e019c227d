import ArgumentParsing

extension DataCommand {
    struct Describe: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "describe", abstract: "Tell what is in a data set, and what may be wrong with it.")
        func run() throws {}
    }
}

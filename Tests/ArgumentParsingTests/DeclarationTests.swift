import ArgumentParsing
import Testing

@Suite("Declarations that could never work trap")
struct DeclarationTests {
    @Test("two options of the same name")
    func sharedName() async {
        struct Command: ParsableCommand {
            @Option(name: .short) var size = 1
            @Option(name: .short) var seed = 2
        }
        await #expect(processExitsWith: .failure) { _ = try? Command.parseAsRoot([]) }
    }

    @Test("an option that takes the name of the help")
    func helpName() async {
        struct Command: ParsableCommand {
            @Option(name: .shortAndLong) var hidden = 1
        }
        await #expect(processExitsWith: .failure) { _ = try? Command.parseAsRoot([]) }
    }

    @Test("an array before another argument")
    func arrayBeforeArgument() async {
        struct Command: ParsableCommand {
            @Argument var files: [String] = []
            @Argument var target = ""
        }
        await #expect(processExitsWith: .failure) { _ = try? Command.parseAsRoot([]) }
    }
}

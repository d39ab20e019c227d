import ArgumentParsing
import Testing

@Suite("Option groups")
struct OptionGroupTests {
    struct Range: ParsableArguments {
        @Option var from = 0
        @Option var to = 9

        mutating func validate() throws {
            if from > to { throw ValidationError("--from must not be above --to") }
        }
    }

    struct Drawing: ParsableArguments {
        @OptionGroup var range: Range
        @Flag var thick = false
    }

    struct Plot: ParsableCommand {
        @Argument var file: String
        @OptionGroup var drawing: Drawing
        @Option var width = 80

        mutating func validate() throws {
            let count = drawing.range.to - drawing.range.from + 1
            if width < count { throw ValidationError("--width must be \(count) at least") }
        }

        func run() throws {}
    }

    private func plot(_ words: String) throws -> Plot {
        try #require(try Plot.parseAsRoot(words.split(separator: " ").map(String.init)) as? Plot)
    }

    @Test("are read like declarations of the command, in groups of groups too")
    func values() throws {
        let command = try plot("--from 3 points --thick --width 40 --to=5")
        #expect(command.file == "points" && command.width == 40)
        #expect(command.drawing.range.from == 3 && command.drawing.range.to == 5)
        #expect(command.drawing.thick)
        #expect(try plot("points").drawing.range.to == 9)
    }

    @Test("are validated before what holds them")
    func validation() {
        #expect(throws: ValidationError("--from must not be above --to")) {
            try plot("x --from 3 --to 2 --width 0")
        }
        #expect(throws: ValidationError("--width must be 10 at least")) { try plot("x --width 9") }
    }

    @Test("stand in the help where they were declared")
    func help() throws {
        let help = try #require(Plot.execute(["--help"])).standardOutput
        let options = help.split(separator: "\n").filter { $0.hasPrefix("  -") }
        let names = options.map { $0.split(separator: " ")[0] }
        #expect(names == ["--from", "--to", "--thick", "--width", "-h,"])
    }

    @Test("share no name with the command")
    func sharedName() async {
        struct Command: ParsableCommand {
            @OptionGroup var range: Range
            @Option var to = 1
        }
        await #expect(processExitsWith: .failure) { _ = try? Command.parseAsRoot([]) }
    }

    @Test("suggest their options for a misspelt one")
    func misspelling() {
        #expect(throws: ValidationError("unknown option '--fron'; did you mean '--from'?")) {
            try plot("x --fron 1")
        }
    }
}

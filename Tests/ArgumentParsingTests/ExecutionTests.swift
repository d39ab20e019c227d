import ArgumentParsing
import Testing

@Suite("Execution")
struct ExecutionTests {
    @Test("a command that ends well leaves nothing to say")
    func success() {
        #expect(Tool.execute(["fail", "not"]) == nil)
    }

    @Test(
        "an error ends the tool with one line on standard error and its exit code",
        arguments: [
            (["fail", "validation"], "tool: these options exclude each other", 2),
            (["fail"], "tool: missing argument '<kind>'", 2),
            (["fail", "error"], "tool: the disk is full really", 1),
            (["fail", "code"], "", 7),
        ] as [([String], String, Int32)])
    func failures(words: [String], message: String, code: Int32) throws {
        let end = try #require(Tool.execute(words))
        #expect(end.standardError == message)
        #expect(end.standardOutput == "")
        #expect(end.code == ExitCode(code))
    }

    @Test("a command may end cleanly with a message on standard output")
    func cleanExit() throws {
        let end = try #require(Tool.execute(["fail", "clean"]))
        #expect(end.standardOutput == "nothing to do")
        #expect(end.standardError == "" && end.code == .success)
    }

    @Test(
        "without a subcommand the help goes to standard error, with the exit code of a wrong use",
        arguments: [
            ([], ["--help"]), (["show-model"], ["show-model", "--help"]),
        ] as [([String], [String])])
    func missingSubcommand(words: [String], help: [String]) throws {
        let end = try #require(Tool.execute(words))
        #expect(end.standardError == Tool.execute(help)?.standardOutput)
        #expect(end.standardOutput == "")
        #expect(end.code == .validationFailure)
    }
}

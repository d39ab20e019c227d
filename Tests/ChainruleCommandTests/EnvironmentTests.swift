import Testing

@Suite("The environment")
struct EnvironmentTests {
    @Test(
        "is refused in words where it asks for what there is not",
        arguments: [
            (
                "CHAINRULE_ENGINE=abacus",
                "chainrule: CHAINRULE_ENGINE is 'abacus'; expected reference or onednn\n"
            ),
            (
                "CHAINRULE_THREADS=many",
                "chainrule: CHAINRULE_THREADS is 'many'; expected a number of threads from 1 to 1024\n"
            ),
            (
                "CHAINRULE_THREADS=0",
                "chainrule: CHAINRULE_THREADS is '0'; expected a number of threads from 1 to 1024\n"
            ),
        ])
    func refused(setting: String, message: String) throws {
        let result = try runShell("\(setting) chainrule bench scalar-graph --steps 1")
        #expect(result.code == 2)
        #expect(result.error == message)
        #expect(result.output.isEmpty)
    }

    @Test(
        "may ask for anything where no engine is needed", arguments: ["--version", "--help", "train --help"])
    func help(_ words: String) throws {
        let result = try runShell("CHAINRULE_ENGINE=gpu CHAINRULE_THREADS=0 chainrule \(words)")
        #expect(result.code == 0 && result.error.isEmpty && !result.output.isEmpty)
    }

    @Test("is refused even where nobody can be told")
    func closedError() throws {
        #expect(try runShell("CHAINRULE_THREADS=x chainrule 2>&-").code == 2)
    }

    @Test("chooses the engine and the number of threads")
    func chosen() throws {
        let result = try runShell(
            "CHAINRULE_ENGINE=reference CHAINRULE_THREADS=1 chainrule bench scalar-graph --steps 1 --json")
        #expect(result.code == 0)
        #expect(result.output.contains("\"engine\":\"reference\""))
        #expect(result.output.contains("\"threads\":1"))
    }
}

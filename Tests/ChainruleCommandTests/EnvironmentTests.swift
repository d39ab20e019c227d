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
            ("CHAINRULE_WINOGRAD=yes", "chainrule: CHAINRULE_WINOGRAD is 'yes'; expected on or off\n"),
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

    #if os(Linux)
    @Test("sets the number of threads and jobs by the cores the process may use, not by the machine's")
    func affinity() throws {
        // The first core that the tests may use, which need not be core 0.
        let onOneCore = """
            cpu=$(sed -n 's/^Cpus_allowed_list:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/self/status); taskset -c $cpu
            """
        let bench = try runShell("\(onOneCore) chainrule bench scalar-graph --steps 1 --json")
        #expect(bench.output.contains("\"threads\":1"), "\(bench.error)")
        let search = try runShell("\(onOneCore) chainrule search softmax --space none.json --jobs 2")
        expectRefusal(search, code: 2, "--jobs is 2, expected at most 1, the cores this process may use")
    }
    #endif
}

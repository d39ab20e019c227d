import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("A search that does not come to its end")
struct SearchInterruptionTests {
    private let halving = [
        "search", "softmax", "--space", "space.json", "--examples", "200", "--method", "halving",
        "--trials", "4", "--epochs", "24", "--eta", "2", "--jobs", "1",
    ]

    @Test(
        "since a signal ends it takes its trials along, and continues where it was",
        arguments: [SIGINT, SIGHUP])
    func signal(_ signal: Int32) throws {
        try withSpace { directory in
            // One of the second generation: that of the first is drawn by then.
            let text = try runTool(
                halving + ["--out", "search"], in: directory,
                until: { (try? log(in: directory).count) ?? 0 >= 5 }, then: signal)
            #expect(processes(naming: directory) == [])
            #expect(directory.appending(path: "search/search.svg").exists)
            #expect(text.hasSuffix("\ninterrupted; repeat the command to resume the search\n"))
            let stopped = try log(in: directory)
            #expect((5..<7).contains(stopped.count))

            expectSuccess(try runTool(halving + ["--out", "search"], in: directory))
            #expect(try Array(log(in: directory).prefix(stopped.count)) == stopped)
            try expectSameSearches(halving, in: directory)
        }
    }

    @Test("outlives the terminal if it was begun by nohup")
    func hangUp() throws {
        try withSpace { directory in
            let words = "softmax --space space.json --trials 1 --examples 50 --epochs 20 --out search"
            expectSuccess(
                try runShell(
                    """
                    trap '' HUP
                    chainrule search \(words) & search=$!
                    until [ -e search/trials/0001/run.json ]; do sleep 0.01; done
                    kill -HUP $search
                    wait $search
                    """, in: directory))
            #expect(try log(in: directory).count == 1)
        }
    }

    @Test("since it is killed stops its trials too, and resumes at once")
    func killing() throws {
        try withSpace { directory in
            let words = [
                "search", "softmax", "--space", "space.json", "--examples", "100", "--trials", "2",
                "--epochs", "12", "--jobs", "1",
            ]
            for trial in ["0001", "0002"] {
                let process = toolProcess(words + ["--out", "search"], in: directory)
                process.standardOutput = FileHandle.nullDevice
                try process.run()
                let begun = directory.appending(path: "search/trials/\(trial)/run.json")
                while process.isRunning && !begun.exists { Thread.sleep(forTimeInterval: 0.001) }
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
            }
            expectSuccess(try runTool(words + ["--out", "search"], in: directory))
            #expect(processes(naming: directory) == [])
            try expectSameSearches(words, in: directory)
        }
    }

    @Test("since it is killed leaves no trial that trains on for ever")
    func orphan() throws {
        try withSpace { directory in
            let process = toolProcess(
                [
                    "search", "softmax", "--space", "space.json", "--examples", "50", "--trials", "1",
                    "--epochs", "1000000", "--out", "search",
                ], in: directory)
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let history = directory.appending(path: "search/trials/0001/history.jsonl")
            while process.isRunning && !history.exists { Thread.sleep(forTimeInterval: 0.001) }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            // Whoever wants to write the same file waits for the trial to end.
            try SearchDirectory(directory.appending(path: "search").path).openOutput(ofTrial: 1).close()
            #expect(processes(naming: directory) == [])
        }
    }

    @Test("resumes an unfinished trial from its last checkpoint")
    func begunTrial() throws {
        try withSpace { directory in
            expectSuccess(try search("--trials", "1", "--epochs", "3", in: directory))
            let (trials, manager) = (try log(in: directory), FileManager.default)
            // As if all had been killed in the third epoch.
            let out = directory.appending(path: "search")
            let run = out.appending(path: "trials/0001")
            try Data().write(to: out.appending(path: "trials.jsonl"))
            try manager.removeItem(at: run.appending(path: "checkpoints/epoch-0003-batch-000000"))
            let history = run.appending(path: "history.jsonl")
            let lines = try String(contentsOf: history, encoding: .utf8).split(separator: "\n")
            try Data(lines.dropLast().joined(separator: "\n").utf8 + Data("\n".utf8)).write(to: history)

            expectSuccess(try search("--trials", "1", "--epochs", "3", in: directory))
            #expect(try log(in: directory).map(\.outcome) == trials.map(\.outcome))
            let printed = try String(contentsOf: out.appending(path: "trials/0001.txt"), encoding: .utf8)
            let epochs = ["1/3 ", "2/3 ", "3/3 "].map { printed.components(separatedBy: " \($0)").count - 1 }
            #expect(epochs == [1, 1, 2])
        }
    }

    @Test("since a trial could not be run says why, and continues when that is fixed")
    func mishap() throws {
        try withSpace { directory in
            let run = directory.appending(path: "search/trials/0001")
            try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
            let foreign = ["thesis.txt", "model.safetensors"].map { run.appending(path: $0) }
            for file in foreign { try Data("precious".utf8).write(to: file) }
            let result = try search("--trials", "2", "--epochs", "1", "--jobs", "1", in: directory)
            #expect(result.code == 1)
            #expect(
                result.error
                    == "chainrule: trial 1 failed with exit code 1: \(run.path): found an earlier run "
                    + "(model.safetensors), expected an empty or new directory; repeat the command to resume the search\n"
            )
            #expect(try log(in: directory) == [])
            for file in foreign { #expect(try Data(contentsOf: file) == Data("precious".utf8)) }

            try FileManager.default.removeItem(at: foreign[1])
            expectSuccess(try search("--trials", "2", "--epochs", "1", "--jobs", "1", in: directory))
            #expect(try log(in: directory).count == 2)
            #expect(try Data(contentsOf: foreign[0]) == Data("precious".utf8))
        }
    }

    @Test(
        "since another run lies where a trial belongs is reported",
        arguments: [["--epochs", "2"], ["--epochs", "1", "--seed", "5"]])
    func otherRun(_ options: [String]) throws {
        try withSpace(#"{"lr": {"choice": [0.01]}}"#) { directory in
            expectSuccess(
                try runTool(
                    ["train", "softmax", "--examples", "100", "--lr", "0.01", "--out", "search/trials/0001"]
                        + options, in: directory))
            let result = try search("--trials", "1", "--epochs", "1", in: directory)
            #expect(result.code == 1)
            #expect(
                result.error
                    == "chainrule: \(directory.path)/search/trials/0001: found a run with other hyperparameters, "
                    + "expected those of the trial; choose another directory with --out\n")
        }
    }

    #if os(Linux)
    @Test("since a trial was killed says so, and its log stays clean")
    func killedTrial() throws {
        try withSpace { directory in
            let words = [
                "search", "softmax", "--space", "space.json", "--examples", "50", "--trials", "1",
                "--epochs", "1000000", "--out", "search",
            ]
            let process = toolProcess(words, in: directory)
            let error = Pipe()
            (process.standardOutput, process.standardError) = (FileHandle.nullDevice, error)
            try process.run()
            let begun = directory.appending(path: "search/trials/0001/run.json")
            while process.isRunning && !begun.exists { Thread.sleep(forTimeInterval: 0.001) }
            for trial in processes(naming: directory) { kill(trial, SIGKILL) }
            process.waitUntilExit()
            let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            #expect(process.terminationReason == .exit && process.terminationStatus == 1)
            #expect(
                text == "chainrule: trial 1 was killed by signal 9; repeat the command to resume the search\n"
            )
            #expect(try log(in: directory) == [])
        }
    }
    #endif

    /// Nothing tells the search from one that was never stopped.
    private func expectSameSearches(_ words: [String], in directory: URL) throws {
        expectSuccess(try runTool(words + ["--out", "whole"], in: directory))
        let (resumed, whole) = (try log(in: directory), try log(of: "whole", in: directory))
        #expect(whole.map(\.proposal) == resumed.map(\.proposal))
        #expect(whole.map(\.outcome) == resumed.map(\.outcome))
    }
}

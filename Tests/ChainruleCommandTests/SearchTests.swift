import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("chainrule search")
struct SearchTests {
    private static let space = #"{"lr": {"log": [0.001, 0.1]}, "batch": {"choice": [16, 32]}}"#

    /// Calls `body` with a directory that holds the space as `space.json`.
    private func withSpace(_ space: String = space, _ body: (URL) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            try Data(space.utf8).write(to: directory.appending(path: "space.json"))
            try body(directory)
        }
    }

    private func search(_ options: String..., in directory: URL) throws -> ToolResult {
        try runTool(
            ["search", "softmax", "--space", "space.json", "--examples", "100", "--out", "search"] + options,
            in: directory)
    }

    private func log(in directory: URL) throws -> [Trial] {
        try Data(contentsOf: directory.appending(path: "search/trials.jsonl"))
            .split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Trial.self, from: $0) }
    }

    @Test("runs trials, tells of each, ranks them and says how to repeat the best one")
    func whole() throws {
        try withSpace { directory in
            let result = try search("--trials", "3", "--epochs", "1", in: directory)
            expectSuccess(result)
            #expect(
                try files(in: directory.appending(path: "search"))
                    == ["search.json", "search.svg", "trials", "trials.jsonl"])
            let trials = try log(in: directory)
            #expect(Set(trials.map(\.number)) == [1, 2, 3])
            let best = try #require(trials.ranked(.accuracy).first)
            guard case .measured(_, let accuracy) = best.outcome else {
                Issue.record("the best trial failed")
                return
            }
            #expect(result.output.contains("best     trial \(best.number), held-out accuracy "))

            // The line that the search prints trains the very same model again.
            let prefix = "again    "
            let line = try #require(result.output.split(separator: "\n").first { $0.hasPrefix(prefix) })
            expectSuccess(try runShell(line.dropFirst(prefix.count) + " --out again", in: directory))
            let (run, again) = (
                SearchDirectory(directory.appending(path: "search").path).run(ofTrial: best.number),
                RunDirectory(directory.appending(path: "again").path)
            )
            #expect(try again.record().heldOutAccuracy == accuracy)
            #expect(
                try Data(contentsOf: again.url.appending(path: "model.safetensors"))
                    == Data(contentsOf: run.url.appending(path: "model.safetensors")))
            #expect(try run.record().hyperparameters.learningRate == best.proposal.settings["lr"]?.number)
        }
    }

    @Test("with a finished search shows its results again and trains nothing")
    func finished() throws {
        try withSpace { directory in
            let options = ["--trials", "2", "--epochs", "1"]
            func run() throws -> ToolResult {
                try runTool(
                    ["search", "softmax", "--space", "space.json", "--examples", "100", "--out", "search"]
                        + options, in: directory)
            }
            let first = try run()
            let before = try Data(contentsOf: directory.appending(path: "search/trials.jsonl"))
            try FileManager.default.removeItem(at: directory.appending(path: "search/trials"))
            let second = try run()
            expectSuccess(second)
            #expect(second.output.contains("up to 2 trials, 2 of them from before"))
            func summary(_ result: ToolResult) -> Substring? {
                result.output.range(of: "\nrank").map { result.output[$0.lowerBound...] }
            }
            #expect(summary(second) != nil && summary(second) == summary(first))
            #expect(try Data(contentsOf: directory.appending(path: "search/trials.jsonl")) == before)
            #expect(!directory.appending(path: "search/trials").exists)
        }
    }

    @Test("stopped by a signal takes its trials along, and goes on where it was")
    func interruption() throws {
        try withSpace { directory in
            let arguments = [
                "search", "softmax", "--space", "space.json", "--examples", "200", "--out", "search",
                "--method", "halving", "--trials", "4", "--epochs", "8", "--eta", "2", "--jobs", "1",
            ]
            let process = toolProcess(arguments, in: directory)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            while process.isRunning && (try? log(in: directory).count) ?? 0 < 2 {
                Thread.sleep(forTimeInterval: 0.001)
            }
            kill(process.processIdentifier, SIGINT)
            process.waitUntilExit()
            #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGINT)
            #expect(processes(naming: directory) == [])
            let stopped = try log(in: directory)
            #expect((2..<7).contains(stopped.count))
            for trial in stopped {
                guard case .measured = trial.outcome else {
                    Issue.record("a trial that was stopped counts as ended: \(trial)")
                    continue
                }
            }

            expectSuccess(try runTool(arguments, in: directory))
            let resumed = try log(in: directory)
            #expect(Array(resumed.prefix(stopped.count)) == stopped)
            #expect(resumed.map(\.number).sorted() == Array(1...7))

            // Nothing tells it from a search that was never stopped.
            var whole = arguments
            whole[7] = "whole"
            expectSuccess(try runTool(whole, in: directory))
            let other = try Data(contentsOf: directory.appending(path: "whole/trials.jsonl"))
                .split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Trial.self, from: $0) }
            #expect(other.map(\.proposal) == resumed.map(\.proposal))
            #expect(other.map(\.outcome) == resumed.map(\.outcome))
        }
    }

    /// The numbers of the processes that were told of the directory; none where the system cannot say.
    private func processes(naming directory: URL) -> [String] {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return numbers.filter { number in
            guard Int(number) != nil,
                let words = FileManager.default.contents(atPath: "/proc/\(number)/cmdline")
            else { return false }
            return String(decoding: words, as: UTF8.self).contains(directory.lastPathComponent)
        }
    }

    @Test("halving trains the best of the short trials for longer")
    func halving() throws {
        try withSpace { directory in
            expectSuccess(
                try search(
                    "--method", "halving", "--trials", "4", "--epochs", "2", "--eta", "2", in: directory))
            let trials = try log(in: directory).sorted { $0.number < $1.number }
            #expect(trials.map(\.proposal.epochs) == [1, 1, 1, 1, 2, 2])
            let best = trials.prefix(4).map { $0 }.ranked(.accuracy).prefix(2)
            #expect(trials.suffix(2).map(\.proposal.continues) == best.map(\.number))
            let run = SearchDirectory(directory.appending(path: "search").path).run(ofTrial: 6)
            #expect(try run.history().count == 2)
        }
    }

    @Test("counts a trial that fails as the worst, with its reason, and goes on")
    func failure() throws {
        try withSpace(#"{"lr": {"choice": [0.01, 1e9]}}"#) { directory in
            let result = try search("--method", "grid", "--epochs", "1", in: directory)
            expectSuccess(result)
            let trials = try log(in: directory).ranked(.accuracy)
            #expect(trials.count == 2)
            guard case .failed(let reason) = trials[1].outcome else {
                Issue.record("a learning rate of 1e9 did well")
                return
            }
            #expect(reason.hasPrefix("the loss became "))
            #expect(reason.contains(" in epoch 1, step 2; try a learning rate below 1e+09"))
            #expect(result.output.contains(reason))
        }
        try withSpace(#"{"lr": {"choice": [1e9]}}"#) { directory in
            let result = try search("--method", "grid", "--epochs", "1", in: directory)
            #expect(result.code == 1)
            #expect(
                result.error.hasPrefix(
                    "chainrule: every trial failed, the first one because the loss became "))
        }
    }

    @Test("of another space or method in the same directory is refused, and nothing is lost")
    func otherSearch() throws {
        try withSpace { directory in
            expectSuccess(try search("--trials", "2", "--epochs", "1", in: directory))
            let trials = try log(in: directory)
            let plan = "\(directory.path)/search/search.json"
            let hint = "choose another directory by --out"
            expectRefusal(
                try search("--trials", "3", "--epochs", "1", in: directory), code: 1,
                "\(plan): found a search with the method 'random(trials: 2, rounds: 1)', "
                    + "expected 'random(trials: 3, rounds: 1)'; \(hint)")
            try Data(#"{"lr": {"log": [0.001, 0.2]}}"#.utf8)
                .write(to: directory.appending(path: "space.json"))
            expectRefusal(
                try search("--trials", "2", "--epochs", "1", in: directory), code: 1,
                "\(plan): found a search of another space, expected the same one; \(hint)")
            #expect(try log(in: directory) == trials)
        }
    }
}

extension Setting {
    fileprivate var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }
}

import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("chainrule search")
struct SearchTests {
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
            guard case .measured(_, let metrics) = best.outcome else {
                Issue.record("the best trial failed")
                return
            }
            #expect(result.output.contains("best     trial \(best.number), validation accuracy "))

            // The line that the search prints trains the very same model again.
            let prefix = "command  "
            let line = try #require(result.output.split(separator: "\n").first { $0.hasPrefix(prefix) })
            expectSuccess(try runShell(line.dropFirst(prefix.count) + " --out again", in: directory))
            let (run, again) = (
                SearchDirectory(directory.appending(path: "search").path).run(ofTrial: best.number),
                RunDirectory(directory.appending(path: "again").path)
            )
            #expect(try again.record().validationMetrics == metrics)
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
            #expect(second.output.contains("up to 2 trials, 2 of them already done"))
            func summary(_ result: ToolResult) -> Substring? {
                result.output.range(of: "\nrank").map { result.output[$0.lowerBound...] }
            }
            #expect(summary(second) != nil && summary(second) == summary(first))
            #expect(try Data(contentsOf: directory.appending(path: "search/trials.jsonl")) == before)
            #expect(!directory.appending(path: "search/trials").exists)
        }
    }

    @Test("halving trains the best of the short trials for longer")
    func halving() throws {
        try withSpace { directory in
            let result = try search(
                "--method", "halving", "--trials", "4", "--epochs", "2", "--eta", "2", in: directory)
            expectSuccess(result)
            let trials = try log(in: directory).sorted { $0.number < $1.number }
            #expect(trials.map(\.proposal.epochs) == [1, 1, 1, 1, 2, 2])
            let best = trials.prefix(4).map { $0 }.ranked(.accuracy).prefix(2)
            #expect(trials.suffix(2).map(\.proposal.settings) == best.map(\.proposal.settings))
            // The command that trains the best trial again says for how long.
            let epochs = try #require(trials.ranked(.accuracy).first?.proposal.epochs)
            let command = try #require(result.output.split(separator: "command  ").last)
            #expect(command.contains(" --epochs \(epochs) "))
            let run = SearchDirectory(directory.appending(path: "search").path).run(ofTrial: 6)
            #expect(try run.history().count == 2)
        }
    }

    @Test("counts a trial that diverges as the worst, with its reason, and continues")
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
            #expect(reason.hasPrefix("the validation loss became "))
            #expect(reason.hasSuffix(" after epoch 1"))
            #expect(result.output.contains(reason))
        }
        try withSpace(#"{"lr": {"choice": [1e9]}}"#) { directory in
            let result = try search("--method", "grid", "--epochs", "1", in: directory)
            #expect(result.code == 1)
            #expect(
                result.error.hasPrefix(
                    "chainrule: every trial failed; the first one: the validation loss became "))
        }
    }

    @Test("quotes the reason of the first trial if all fail, whichever ended first")
    func firstFailure() throws {
        try withSpace(Self.slowFirst) { directory in
            let result = try examplesSearch(["--lr", "1e9"], in: directory)
            #expect(result.code == 1)
            guard case .failed(let reason)? = try log(in: directory).first(where: { $0.number == 1 })?.outcome
            else {
                Issue.record("a learning rate of 1e9 did well")
                return
            }
            #expect(result.error.hasSuffix("; the first one: \(reason)\n"), "\(result.error)")
        }
    }

    @Test("leaves to every trial the threads that it may use")
    func defaultJobs() throws {
        try withSpace(Self.slowFirst) { directory in
            expectSuccess(try examplesSearch(["--threads", "\(Threads.usableCores)"], in: directory))
            // One after the other: the second would have overtaken the first.
            #expect(try log(in: directory).map(\.number) == [1, 2])
        }
    }

    /// A first trial that takes longer than the second.
    private static let slowFirst = #"{"examples": {"choice": [4000, 20]}}"#

    private func examplesSearch(_ options: [String], in directory: URL) throws -> ToolResult {
        try runTool(
            [
                "search", "softmax", "--space", "space.json", "--method", "grid", "--epochs", "1", "--out",
                "search",
            ]
                + options, in: directory)
    }

    @Test("says how to train the best trial again, with options that are empty, too")
    func emptyOption() throws {
        try withSpace(#"{"lr": {"choice": [0.01]}}"#) { directory in
            let iris = DataServer.folder.appending(path: "iris.data").path
            let result = try runTool(
                "search", "table", "--data", iris, "--target", "4", "--missing", "", "--space", "space.json",
                "--trials", "1", "--epochs", "1", "--out", "search", in: directory)
            expectSuccess(result)
            let command = try #require(result.output.split(separator: "command  ").last)
            expectSuccess(try runShell("\(command.split(separator: "\n")[0]) --out again", in: directory))
        }
    }

    @Test("of another space or method in the same directory is refused, and nothing is lost")
    func otherSearch() throws {
        try withSpace { directory in
            expectSuccess(try search("--trials", "2", "--epochs", "1", in: directory))
            let trials = try log(in: directory)
            let plan = "\(directory.path)/search/search.json"
            let hint = "choose another directory with --out"
            expectRefusal(
                try search("--method", "tpe", "--trials", "2", "--epochs", "1", in: directory), code: 1,
                "\(plan): found a search with --method random --trials 2 --rounds 1, "
                    + "expected --method tpe --trials 2 --generation 4; \(hint)")
            try Data(#"{"lr": {"log": [0.001, 0.2]}}"#.utf8)
                .write(to: directory.appending(path: "space.json"))
            expectRefusal(
                try search("--trials", "2", "--epochs", "1", in: directory), code: 1,
                "\(plan): found a search with another space, expected the same space; \(hint)")
            #expect(try log(in: directory) == trials)
        }
    }

    @Test("continues with more trials, on the same data only")
    func moreTrials() throws {
        try withSpace { directory in
            let digits = Glyphs.digits.trainingData(trainingCount: 60, validationCount: 20)
            try digits.writeIDX(directory: directory.appending(path: "data").path)
            func search(_ trials: String) throws -> ToolResult {
                try runTool(
                    ["search", "softmax", "--space", "space.json", "--data", "data", "--out", "search"]
                        + ["--epochs", "1", "--trials", trials], in: directory)
            }
            expectSuccess(try search("2"))
            let trials = try log(in: directory)
            let result = try search("3")
            expectSuccess(result)
            #expect(result.output.contains("up to 3 trials, 2 of them already done"))
            #expect(try Array(log(in: directory).prefix(2)) == trials)
            #expect(try log(in: directory).map(\.number).sorted() == [1, 2, 3])

            let labels = directory.appending(path: "data/train-labels-idx1-ubyte")
            var bytes = try Data(contentsOf: labels)
            bytes[bytes.count - 1] ^= 1
            try bytes.write(to: labels)
            expectRefusal(
                try search("4"), code: 1,
                "\(directory.path)/search/search.json: found a search on other data files, "
                    + "expected unchanged files; choose another directory with --out")
        }
    }

    @Test("does not train again what was trained, and says so")
    func repetition() throws {
        try withSpace(#"{"lr": {"choice": [0.01, 0.02]}}"#) { directory in
            let result = try search("--method", "grid", "--rounds", "2", "--epochs", "1", in: directory)
            expectSuccess(result)
            let trials = try log(in: directory)
            let best = try #require(trials.prefix(2).map { $0 }.ranked(.accuracy).first)
            #expect(trials.map(\.number).sorted() == [1, 2, 3])
            let third = try #require(trials.last)
            #expect(third.repeated == best.number && third.outcome == best.outcome && third.seconds == 0)
            #expect(result.output.contains("  not run again: the same as trial \(best.number)\n"))
            #expect(!directory.appending(path: "search/trials/0003").exists)
        }
    }

    @Test("for the lowest loss names the loss of the best trial")
    func objective() throws {
        try withSpace { directory in
            let result = try search("--trials", "3", "--epochs", "1", "--objective", "loss", in: directory)
            expectSuccess(result)
            let best = try #require(log(in: directory).ranked(.loss).first)
            guard case .measured(let loss, _) = best.outcome else {
                Issue.record("the best trial failed")
                return
            }
            let figure = String(format: "%.4f", loss)
            #expect(
                result.output.contains(
                    "best     trial \(best.number), validation loss \(figure) (optimistic, as it was selected by this)"
                )
            )
        }
    }

    @Test("reads the space from a pipe, too")
    func pipe() throws {
        try withSpace { directory in
            let words = "--space /dev/stdin --trials 1 --examples 20 --epochs 1 --out search"
            expectSuccess(try runShell("cat space.json | chainrule search softmax \(words)", in: directory))
            #expect(try log(in: directory).count == 1)
        }
    }

    @Test("draws the seeds of its trials where the space says so")
    func seeds() throws {
        try withSpace(#"{"seed": {"choice": [3]}}"#) { directory in
            expectSuccess(try search("--trials", "1", "--epochs", "1", "--seed", "8", in: directory))
            let run = SearchDirectory(directory.appending(path: "search").path).run(ofTrial: 1)
            #expect(try run.record().seed == 3)
        }
    }

    @Test("hands the options of train on to all trials")
    func sharedOptions() throws {
        try withSpace(#"{"lr": {"choice": [0.01]}}"#) { directory in
            let shared = [
                "--batch", "10", "--optimizer", "nesterov", "--schedule", "step:2:0.5", "--accumulate", "2",
                "--momentum", "0.5", "--l2", "0.25",
            ]
            let words =
                ["search", "softmax", "--space", "space.json", "--out", "search"]
                + ["--examples", "60", "--glyphs", "letters", "--epochs", "1", "--seed", "7"] + shared
            expectSuccess(try runTool(words, in: directory))
            let run = SearchDirectory(directory.appending(path: "search").path).run(ofTrial: 1)
            let record = try run.record()
            #expect(
                record.hyperparameters
                    == Hyperparameters(
                        epochs: 1, batchSize: 10, optimizer: .nesterov, learningRate: 0.01,
                        schedule: .step(every: 2, factor: 0.5), momentum: 0.5, l2: 0.25, accumulation: 2))
            #expect(record.seed == 7 && record.environment.threads == 1)
            #expect(record.options == ["examples": "60", "glyphs": "letters"])
            // The record of the search tells how it was begun.
            let file = try Data(contentsOf: directory.appending(path: "search/search.json"))
            let plan = try JSONDecoder().decode(SearchPlan.self, from: file)
            #expect(plan.command.dropFirst() == words[...])
            #expect(plan.environment == record.environment)
            expectRefusal(
                try runTool(words + ["--lr", "1"], in: directory), code: 1,
                "space.json: found 'lr', but option '--lr' is given more than once, expected an option of "
                    + "chainrule train that is not given on the command line, with valid values")
        }
    }
}

extension Setting {
    fileprivate var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }
}

import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("chainrule ensemble")
struct EnsembleTests {
    private let small = [
        "two-layer", "--examples", "100", "--epochs", "2", "--members", "2", "--threads", "1",
    ]

    private func ensemble(_ options: String..., in directory: URL) throws -> ToolResult {
        try runTool(["ensemble"] + small + ["--out", "out"] + options, in: directory)
    }

    private func record(in directory: URL) throws -> EnsembleRecord {
        try JSONDecoder().decode(
            EnsembleRecord.self, from: Data(contentsOf: directory.appending(path: "out/ensemble.json")))
    }

    private func model(_ member: Int, in directory: URL) throws -> Data {
        try Data(contentsOf: directory.appending(path: "out/member-\(member)/model.safetensors"))
    }

    /// The lines of a table that hold a share, without the names in front.
    private func figures(_ result: ToolResult) -> [String] {
        result.output.split(separator: "\n").filter { line in
            line.hasSuffix(" %") && ["member-", "out/member-", "ensemble ("].contains { line.hasPrefix($0) }
        }
        .map { String($0.suffix(9)) }
    }

    @Test("trains members that differ in their seeds alone, and measures them together")
    func members() throws {
        try withTemporaryDirectory { directory in
            let trained = try ensemble("--seed", "7", in: directory)
            expectSuccess(trained)
            let record = try record(in: directory)
            #expect(record.members.map(\.seed) == [7, 8])
            #expect(record.members.map(\.directory) == ["member-1", "member-2"])
            #expect(record.recipe == "two-layer" && record.validationCount == 20)
            for (number, member) in zip(1..., record.members) {
                let run = try RunDirectory(directory.appending(path: "out/member-\(number)").path).record()
                #expect(run.validationMetrics == ["accuracy": member.value])
                #expect(run.seed == member.seed)
                let report = directory.appending(path: "out/member-\(number)/report.html")
                #expect(try String(contentsOf: report, encoding: .utf8).contains("Confusion matrix"))
            }
            #expect(try model(1, in: directory) != model(2, in: directory))

            #expect(trained.output.hasSuffix("chainrule evaluate out/member-1 out/member-2\n"))
            let evaluated = try runTool("evaluate", "out/member-1", "out/member-2", in: directory)
            expectSuccess(evaluated)
            #expect(figures(evaluated).count == 4)
            #expect(figures(evaluated) == figures(trained))
            // So are those that the directory of the ensemble names, and more runs beside them.
            let whole = try runTool("evaluate", "out", in: directory)
            expectSuccess(whole)
            #expect(whole.output == evaluated.output)
            let three = try runTool("evaluate", "out", "out/member-1", in: directory)
            #expect(figures(three).count == 5)
            // One member is an ordinary run, on the examples of all.
            let alone = try runTool("evaluate", "out/member-2", in: directory)
            #expect(alone.output.contains("(\(Int((record.members[1].value * 20).rounded())) of 20)"))
        }
    }

    @Test("the first member is the run that train makes of the same seed")
    func sameAsTrain() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try ensemble(in: directory))
            let options = small.filter { $0 != "--members" && $0 != "2" } + ["--out", "run"]
            let epochs = options.map { $0 == "--epochs" ? "--epochs=2" : $0 }
            expectSuccess(try runTool(["train"] + epochs, in: directory))
            let alone = try Data(contentsOf: directory.appending(path: "run/model.safetensors"))
            #expect(try model(1, in: directory) == alone)
        }
    }

    @Test("resumes where it stopped: finished members stay, others resume bit for bit")
    func resumption() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try ensemble(in: directory))
            let (first, second) = (try model(1, in: directory), try model(2, in: directory))
            let result = try record(in: directory)
            // As if it had been killed in the second epoch of its second member.
            let out = directory.appending(path: "out")
            let (run, manager) = (out.appending(path: "member-2"), FileManager.default)
            try manager.removeItem(at: out.appending(path: "ensemble.json"))
            try manager.removeItem(at: run.appending(path: "checkpoints/epoch-0002-batch-000000"))
            let history = run.appending(path: "history.jsonl")
            let lines = try String(contentsOf: history, encoding: .utf8).split(separator: "\n")
            try Data("\(lines[0])\n".utf8).write(to: history)
            try Data().write(to: run.appending(path: "model.safetensors"))

            let resumed = try ensemble(in: directory)
            expectSuccess(resumed)
            #expect(resumed.output.contains("\n    2/2 ") && !resumed.output.contains("\n    1/2 "))
            #expect(try model(1, in: directory) == first)
            #expect(try model(2, in: directory) == second)
            #expect(try record(in: directory) == result)

            let more = try ensemble("--seed=0", in: directory)
            expectSuccess(more)
            #expect(!more.output.contains("2/2 "))
        }
    }

    @Test("stopped by a signal, it ends by it and resumes with the same command")
    func interruption() throws {
        try withTemporaryDirectory { directory in
            let words =
                ["ensemble", "softmax", "--examples", "50", "--epochs", "400", "--members", "2"]
                + ["--out", "out"]
            let begun = directory.appending(path: "out/member-1/history.jsonl")
            let text = try runTool(words, in: directory, until: { begun.exists }, then: SIGINT)
            #expect(text.hasSuffix("\ninterrupted; repeat the command to resume the ensemble\n"))
            #expect(try files(in: directory.appending(path: "out")) == ["member-1"])
            let resumed = try runTool(words, in: directory)
            expectSuccess(resumed)
            let first = try #require(resumed.output.components(separatedBy: "member 2 of 2").first)
            #expect(!first.contains(" 1/400 ") && first.contains("400/400 "))
            #expect(
                try files(in: directory.appending(path: "out"))
                    == ["ensemble.json", "member-1", "member-2"])
        }
    }

    @Test("that is not finished, or whose record is damaged, is not evaluated")
    func unfinished() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try ensemble(in: directory))
            let record = directory.appending(path: "out/ensemble.json")
            let whole = try Data(contentsOf: record)
            try Data("{}".utf8).write(to: record)
            expectRefusal(
                try runTool("evaluate", "out", in: directory), code: 1,
                "\(record.path): found no ensemble, expected the output of chainrule ensemble")
            let text = String(decoding: whole, as: UTF8.self)
            let members = try #require(text.firstRange(of: "\"members\" : ["))
            let end = try #require(text[members.upperBound...].firstIndex(of: "]"))
            try Data(text.replacingCharacters(in: members.upperBound..<end, with: "").utf8).write(to: record)
            expectRefusal(
                try runTool("evaluate", "out", in: directory), code: 1,
                "\(record.path): found no members, expected the output of chainrule ensemble")
            try FileManager.default.removeItem(at: record)
            expectRefusal(
                try runTool("evaluate", "out", in: directory), code: 1,
                "\(directory.path)/out: found an incomplete ensemble, expected a complete one, "
                    + "or some of its members such as out/member-1")
        }
    }

    @Test("snapshots take the recipe's epochs for every member unless told otherwise")
    func snapshotEpochs() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(
                try runTool(
                    "ensemble", "softmax", "--examples", "20", "--snapshots", "--members", "2", "--out",
                    "out",
                    in: directory))
            let training = try RunDirectory(directory.appending(path: "out/training").path).record()
            let epochs = try #require(Recipe.named("softmax")).defaults.epochs
            #expect(training.hyperparameters.epochs == 2 * epochs)
            #expect(training.hyperparameters.schedule == .cosineRestarts(period: epochs))
        }
    }

    @Test("snapshots are the networks of every cycle's end of one training")
    func snapshots() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try ensemble("--snapshots", "--lr", "0.01", in: directory))
            let record = try record(in: directory)
            #expect(record.members.map(\.seed) == [0, 0])
            let last = RunDirectory(directory.appending(path: "out/training").path)
            #expect(try last.record().hyperparameters.schedule == .cosineRestarts(period: 1))
            #expect(try last.history().compactMap(\.validationAccuracy) == record.members.map(\.value))
            #expect(
                try model(2, in: directory)
                    == Data(contentsOf: last.url.appending(path: "model.safetensors")))
            #expect(try model(1, in: directory) != model(2, in: directory))

            // Killed after its first cycle, before the checkpoint of the second.
            let bytes = try model(2, in: directory)
            let out = directory.appending(path: "out")
            for lost in [
                "member-2", "training/checkpoints/epoch-0002-batch-000000", "training/history.jsonl",
            ] {
                try FileManager.default.removeItem(at: out.appending(path: lost))
            }
            expectSuccess(try ensemble("--snapshots", "--lr", "0.01", in: directory))
            #expect(try model(2, in: directory) == bytes)
            #expect(try self.record(in: directory) == record)
        }
    }

    @Test("never takes another ensemble's members for its own")
    func otherEnsemble() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try ensemble(in: directory))
            let before = try model(1, in: directory)
            for (options, found, expected) in [
                (["--lr", "0.5"], "learning rate 0.05", "0.5"), (["--seed", "1"], "seed 0", "1"),
                (["--snapshots"], "schedule linear", "cosine-restarts:1"),
            ] {
                let result = try runTool(["ensemble"] + small + ["--out", "out"] + options, in: directory)
                #expect(result.code == 1)
                #expect(
                    result.error
                        == "chainrule: \(directory.path)/out/member-1: found a run with the \(found), "
                        + "expected \(expected), or another directory\n")
            }
            #expect(try model(1, in: directory) == before)
        }
    }

    @Test("a member that diverges at once ends the ensemble and leaves its report alone")
    func divergence() throws {
        try withTemporaryDirectory { directory in
            let result = try ensemble("--lr", "1e9", in: directory)
            #expect(result.code == 3)
            #expect(result.error.hasPrefix("chainrule: the loss became "))
            #expect(try files(in: directory.appending(path: "out")) == ["member-1"])
            #expect(try files(in: directory.appending(path: "out/member-1")) == ["report.html"])
        }
    }

    @Test(
        "refuses what makes no ensemble",
        arguments: [
            (["--members=1"], "--members is 1, expected at least 2"),
            (["--seed", "\(UInt64.max)"], "--seed is too large: each further member needs a larger one"),
            (
                ["--snapshots", "--epochs=5", "--members=2"],
                "--epochs is 5, expected a multiple of the 2 members for --snapshots"
            ),
            (
                ["--snapshots", "--schedule", "linear"],
                "--schedule cannot be combined with --snapshots, which sets its own schedule"
            ),
            (
                ["--data", "somewhere", "--glyphs", "letters"],
                "--glyphs is for synthetic images and cannot be combined with --data"
            ),
        ])
    func misuse(_ options: [String], _ message: String) throws {
        expectRefusal(try runTool(["ensemble", "softmax"] + options), code: 2, message)
    }
}

@Suite("chainrule evaluate, of several runs")
struct EvaluateTogetherTests {
    @Test("refuses runs on different examples unless they are told what to be measured on")
    func examples() throws {
        try withTemporaryDirectory { directory in
            for seed in ["1", "2"] {
                expectSuccess(
                    try runTool(
                        "train", "softmax", "--examples", "50", "--epochs", "1", "--seed", seed, "--out",
                        seed,
                        in: directory))
            }
            expectRefusal(
                try runTool("evaluate", "1", "2", in: directory), code: 1,
                "2: found a run on --data-seed 2 --examples 50, expected --data-seed 1 --examples 50 as in 1, or the "
                    + "examples of --data")
            try Glyphs.digits.trainingData(trainingCount: 50, validationCount: 10, seed: 1).writeIDX(
                directory: directory.appending(path: "images").path)
            let measured = try runTool("evaluate", "1", "2", "--data", "images", in: directory)
            expectSuccess(measured)
            #expect(measured.output.contains("ensemble (vote)"))
        }
    }

    @Test("refuses runs that tell different classes apart")
    func classes() throws {
        try withTemporaryDirectory { directory in
            for glyphs in ["digits", "letters"] {
                expectSuccess(
                    try runTool(
                        "train", "softmax", "--examples", "50", "--epochs", "1", "--glyphs", glyphs, "--out",
                        glyphs, in: directory))
            }
            expectRefusal(
                try runTool("evaluate", "digits", "letters", in: directory), code: 1,
                "letters: found a run that predicts other classes or numbers, expected those of digits")
        }
    }
}

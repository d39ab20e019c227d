import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("An interrupted training")
struct InterruptionTests {
    private let recipe = ["mlp", "--examples", "600", "--epochs", "3", "--batch", "10", "--threads", "1"]

    @Test("saves a checkpoint, ends by the signal, and resumes bit for bit", arguments: [SIGINT, SIGTERM])
    func signal(_ signal: Int32) throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try runTool(["train", "--out", "whole"] + recipe, in: directory))
            let begun = directory.appending(path: "run/run.json")
            let stopped = try runTool(
                ["train", "--out", "run"] + recipe, in: directory, until: { begun.exists }, then: signal)
            let last = try #require(try files(in: directory.appending(path: "run/checkpoints")).last)
            let epochsDone = try #require(Int(last.dropFirst("epoch-".count).prefix(4)))
            #expect(stopped.contains(" steps, in epoch \(epochsDone + 1); resume with: "))
            expectSuccess(try runTool("evaluate", "run", in: directory))
            expectSuccess(try runTool("train", "--resume", "run", in: directory))
            try expectSameRuns("run", "whole", in: directory)
        }
    }

    @Test("that is killed at random moments, again and again, gives the same bits")
    func killing() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try runTool(["train", "--out", "whole"] + recipe, in: directory))
            var delays = RandomDelays()
            var kills = 0
            for _ in 0..<12 {
                let process = toolProcess(beginningOrGoingOn(in: directory), in: directory)
                process.standardOutput = FileHandle.nullDevice
                try process.run()
                Thread.sleep(forTimeInterval: delays.next())
                if process.isRunning { kills += 1 }
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
            }
            #expect(kills > 0)
            expectSuccess(try runTool(beginningOrGoingOn(in: directory), in: directory))
            try expectSameRuns("run", "whole", in: directory)
        }
    }

    @Test("whose last checkpoint is damaged says so, and resumes from the one before if asked to")
    func damagedCheckpoint() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try runTool(["train", "--out", "run"] + recipe, in: directory))
            let model = try Data(contentsOf: directory.appending(path: "run/model.safetensors"))
            let names = try files(in: directory.appending(path: "run/checkpoints"))
            let (before, last) = (names[names.count - 2], names[names.count - 1])
            let damaged = directory.appending(path: "run/checkpoints/\(last)/optimizer.safetensors")
            try Data("nothing".utf8).write(to: damaged)
            let refused = try runTool("train", "--resume", "run", in: directory)
            #expect(refused.code == 1 && refused.output == "")
            #expect(refused.error.contains("damaged checkpoint: optimizer.safetensors has SHA-256 "))
            #expect(
                refused.error.hasSuffix("; the previous one is \(directory.path)/run/checkpoints/\(before)\n")
            )
            expectSuccess(try runTool("train", "--resume", "run/checkpoints/\(before)", in: directory))
            #expect(try Data(contentsOf: directory.appending(path: "run/model.safetensors")) == model)
            expectSuccess(try runTool("train", "--resume", "run", in: directory))
        }
    }

    @Test("keeps its later checkpoints until an earlier one can be resumed")
    func refusedResumption() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try runTool(["train", "--out", "run"] + recipe, in: directory))
            let checkpoints = directory.appending(path: "run/checkpoints")
            let before = try files(in: checkpoints)
            let earlier = "run/checkpoints/\(before[before.count - 2])"
            let refused = try runTool("train", "--resume", earlier, "--epochs", "1", in: directory)
            #expect(refused.code == 1 && refused.error.contains("found a run of 2 epochs"))
            #expect(try files(in: checkpoints) == before)
            // Nor is anything changed beside a training that is under way.
            let run = RunDirectory(directory.appending(path: "run").path)
            let busy = try run.resume { try runTool("train", "--resume", earlier, in: directory) }
            expectRefusal(
                busy, code: 1,
                "\(directory.path)/run: cannot be written: another process is training in this directory")
            #expect(try files(in: checkpoints) == before)
            expectSuccess(try runTool("train", "--resume", earlier, in: directory))
            #expect(try files(in: checkpoints) == before)
        }
    }

    @Test("does not go on with other data than it was begun with")
    func changedData() throws {
        try withTemporaryDirectory { directory in
            try Glyphs.digits.trainingData(trainingCount: 60, validationCount: 20)
                .writeIDX(directory: directory.appending(path: "data").path)
            expectSuccess(
                try runTool(
                    ["train", "softmax", "--data", "data", "--epochs", "1", "--out", "run"], in: directory))
            let labels = directory.appending(path: "data/train-labels-idx1-ubyte")
            var bytes = try Data(contentsOf: labels)
            bytes[bytes.count - 1] ^= 1
            try bytes.write(to: labels)
            expectRefusal(
                try runTool("train", "--resume", "run", "--epochs", "2", in: directory), code: 1,
                "the data of \(directory.path)/run: found changes in train-labels-idx1-ubyte, expected the files that "
                    + "the run was started with")
        }
    }

    @Test("resumes bit for bit on another number of threads, and records it")
    func otherNumberOfThreads() throws {
        try withTemporaryDirectory { directory in
            let run = RunDirectory(directory.appending(path: "run").path)
            let options = ["--examples", "200", "--epochs", "2", "--save-every", "1", "--threads", "1"]
            expectSuccess(try runTool(["train", "two-layer", "--out", "run"] + options, in: directory))
            #expect(try run.record().environment.threads == 1)
            let model = directory.appending(path: "run/model.safetensors")
            let expected = try Data(contentsOf: model)
            let earlier = try files(in: directory.appending(path: "run/checkpoints"))[0]
            let checkpoint = "run/checkpoints/\(earlier)"
            expectSuccess(try runTool("train", "--resume", checkpoint, "--threads", "3", in: directory))
            let environment = try run.record().environment
            #expect(environment.threads == 3 && environment.affinityCores ?? 0 >= 1)
            let isSame = try Data(contentsOf: model) == expected
            #expect(isSame)
        }
    }

    @Test("resumes only where a checkpoint is left")
    func nothingLeft() throws {
        try withTemporaryDirectory { directory in
            // Also from a directory that is called as those of checkpoints are.
            let run = "checkpoints/a"
            expectSuccess(try runTool(["train", "--out", run] + recipe, in: directory))
            expectSuccess(try runTool("train", "--resume", run, in: directory))
            expectRefusal(
                try runTool("train", "--resume", run, "--epochs", "2", in: directory), code: 1,
                "\(directory.path)/\(run): found a run of 3 epochs, expected at least as many with --epochs")
            let other = try runShell(
                "CHAINRULE_ENGINE=reference chainrule train --resume \(run)", in: directory)
            let engine = try RunDirectory(directory.appending(path: run).path).record().environment.engine
            if engine != "reference" {
                expectRefusal(
                    other, code: 1,
                    "\(directory.path)/\(run): found a run on the engine \(engine), expected reference; CHAINRULE_ENGINE selects the engine"
                )
                expectRefusal(
                    try runShell("CHAINRULE_WINOGRAD=off chainrule train --resume \(run)", in: directory),
                    code: 1,
                    "\(directory.path)/\(run): found a run with Winograd's algorithm on, expected off; "
                        + "CHAINRULE_WINOGRAD selects it")
            }
            try FileManager.default.removeItem(at: directory.appending(path: "\(run)/checkpoints"))
            let model = try Data(contentsOf: directory.appending(path: "\(run)/model.safetensors"))
            expectRefusal(
                try runTool("train", "--resume", run, "--epochs", "4", in: directory), code: 1,
                "\(directory.path)/\(run): found a run of 3 epochs without checkpoints, expected a checkpoint to resume "
                    + "from")
            #expect(try Data(contentsOf: directory.appending(path: "\(run)/model.safetensors")) == model)
        }
    }

    @Test("takes away the files that a killed process was about to write, and no others")
    func leftovers() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try runTool(["train", "--out", "run"] + recipe, in: directory))
            let run = directory.appending(path: "run")
            try Data().write(to: run.appending(path: ".run.json.\(UUID().uuidString).tmp"))
            let notes = [".notes.draft.tmp", ".notes.tmp"]
            for name in notes { try Data().write(to: run.appending(path: name)) }
            expectSuccess(try runTool("train", "--resume", "run", in: directory))
            let hidden = try FileManager.default.contentsOfDirectory(atPath: run.path).filter {
                $0.hasPrefix(".")
            }
            #expect(hidden.sorted() == notes)
        }
    }

    @Test("keeps its patience")
    func patience() throws {
        try withTemporaryDirectory { directory in
            let options = ["--examples", "200", "--lr", "1e-4", "--epochs", "30", "--patience", "2"]
            let first = try runTool(["train", "softmax", "--out", "run"] + options, in: directory)
            expectSuccess(first)
            #expect(first.output.contains("no improvement on the validation set since epoch "))
            let run = RunDirectory(directory.appending(path: "run").path)
            let epochs = try run.history().count
            #expect(epochs < 30)
            let saved =
                "the model is from epoch \(epochs - 2) of \(epochs), the best on the validation set\n"
            #expect(first.output.contains(saved))
            #expect(try run.record().epoch == epochs - 2)
            let model = try Data(contentsOf: run.url.appending(path: "model.safetensors"))
            expectSuccess(try runTool("train", "--resume", "run", in: directory))
            #expect(try run.history().count == epochs)
            #expect(try Data(contentsOf: run.url.appending(path: "model.safetensors")) == model)
            expectSuccess(try runTool("train", "--resume", "run", "--patience", "3", in: directory))
            #expect(try run.history().count == epochs + 1)
        }
    }

    /// A process that was killed early may not have left a run to go on with.
    private func beginningOrGoingOn(in directory: URL) -> [String] {
        directory.appending(path: "run/run.json").exists
            ? ["train", "--resume", "run", "--save-every", "3"]
            : ["train", "--out", "run", "--save-every", "3"] + recipe
    }

    private func expectSameRuns(_ one: String, _ other: String, in directory: URL) throws {
        let urls = [one, other].map { directory.appending(path: $0) }
        let models = try urls.map { try Data(contentsOf: $0.appending(path: "model.safetensors")) }
        #expect(models[0] == models[1])
        let histories = try urls.map { try RunDirectory($0.path).history() }
        #expect(histories[0].map(\.loss) == histories[1].map(\.loss))
        #expect(histories[0].map(\.validationMetrics) == histories[1].map(\.validationMetrics))
    }

    /// From before the program is ready to well into the training.
    private struct RandomDelays {
        private var state: UInt64 = 1

        mutating func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return 0.02 + 0.25 * Double(state >> 33) / Double(1 << 31)
        }
    }
}

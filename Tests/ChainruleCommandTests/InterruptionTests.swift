import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("An interrupted training")
struct InterruptionTests {
    @Test("leaves the whole files of its last epoch", arguments: [SIGINT, SIGTERM])
    func later(_ signal: Int32) throws {
        try withTemporaryDirectory { directory in
            let options = ["softmax", "--examples", "50", "--epochs", "3000"]
            try interrupt(options, once: "run/history.jsonl", by: signal, in: directory)
            let run = RunDirectory(directory.appending(path: "run").path)
            #expect(try files(in: run.url) == ["history.jsonl", "model.safetensors", "run.json"])
            #expect(try run.history().last?.heldOutAccuracy == run.record().heldOutAccuracy)
            expectSuccess(try runTool("evaluate", "run", in: directory))
        }
    }

    @Test("leaves no directory before the end of its first epoch")
    func earlier() throws {
        try withTemporaryDirectory { directory in
            try interrupt(["mlp", "--examples", "5000"], once: "run", by: SIGTERM, in: directory)
            #expect(try files(in: directory) == [])
        }
    }

    /// Sends a signal to a training as soon as it has made a file, and expects it to die of it.
    private func interrupt(
        _ options: [String], once file: String, by signal: Int32, in directory: URL
    ) throws {
        let process = toolProcess(["train", "--out", "run"] + options, in: directory)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        while process.isRunning && !directory.appending(path: file).exists {
            Thread.sleep(forTimeInterval: 0.001)
        }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == signal)
    }
}

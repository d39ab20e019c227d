import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("An interrupted training")
struct InterruptionTests {
    @Test("leaves the whole files of its last epoch", arguments: [SIGINT, SIGTERM])
    func interruption(_ signal: Int32) throws {
        try withTemporaryDirectory { directory in
            let process = toolProcess(
                ["train", "softmax", "--examples", "50", "--epochs", "3000", "--out", "run"], in: directory)
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let run = RunDirectory(directory.appending(path: "run").path)
            while process.isRunning && !run.url.appending(path: "history.jsonl").exists {
                Thread.sleep(forTimeInterval: 0.001)
            }
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            #expect(process.terminationReason == .uncaughtSignal)
            #expect(process.terminationStatus == signal)

            #expect(try files(in: run.url) == ["history.jsonl", "model.safetensors", "run.json"])
            #expect(try run.history().last?.heldOutAccuracy == run.record().heldOutAccuracy)
            expectSuccess(try runTool("evaluate", "run", in: directory))
        }
    }
}

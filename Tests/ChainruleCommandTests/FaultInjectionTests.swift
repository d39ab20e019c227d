#if os(Linux)
import Foundation
import TestSupport
import Testing

/// A small share of what scripts/fault-injection tries.
@Suite("When a system call fails")
struct FaultInjectionTests {
    /// A call that fails: the n-th of its kind that concerns the test's directory, and with `onward` all later ones.
    struct Fault: CustomStringConvertible {
        let call: String
        let number: Int
        let code: Int32
        var mode = "once"

        var description: String { "\(call):\(number):\(code):\(mode)" }
    }

    private static let recipe = "softmax --examples 40 --batch 20 --epochs 2 --save-every 1 --threads 1"

    @Test(
        "a training says what failed, leaves no half-written file, and comes to the same bits when resumed",
        arguments: [
            Fault(call: "open", number: 11, code: EIO), Fault(call: "write", number: 5, code: EIO),
            Fault(call: "write", number: 30, code: ENOSPC, mode: "onward"),
            Fault(call: "fsync", number: 4, code: EIO), Fault(call: "fsync", number: 21, code: EIO),
            Fault(call: "rename", number: 3, code: EIO), Fault(call: "rename", number: 17, code: EIO),
        ])
    func training(_ fault: Fault) throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try runShell("chainrule train \(Self.recipe) --out whole", in: directory))
            let train = "train \(Self.recipe) --out run"
            let result = try runTool(train, with: fault, in: directory)
            #expect(result.code == 1)
            let reason = "\(fault.call) of .* failed: \(String(cString: strerror(fault.code)))"
            #expect(try result.error.contains(Regex(reason)), "\(result.error)")
            #expect(result.error.hasPrefix("chainrule: ") && result.error.filter(\.isNewline).count == 1)
            // What is said to be there is there.
            if let saved = result.error.split(separator: "the last checkpoint is ").dropFirst().first {
                let sums = "\(saved.dropLast())/SHA256SUMS"
                #expect(FileManager.default.fileExists(atPath: sums))
            }
            let isBegun = directory.appending(path: "run/run.json").exists
            expectSuccess(
                try runShell("chainrule \(isBegun ? "train --resume run" : train)", in: directory))
            let models = try ["run", "whole"].map {
                try Data(contentsOf: directory.appending(path: "\($0)/model.safetensors"))
            }
            #expect(models[0] == models[1])
        }
    }

    @Test("a search whose trial cannot even say why it failed does not quote what it said before")
    func silentTrial() throws {
        try withTemporaryDirectory { directory in
            try Data(#"{"lr": {"log": [0.01, 0.1]}}"#.utf8).write(to: directory.appending(path: "space.json"))
            let search =
                "search \(Self.recipe.replacing("--save-every 1 ", with: "")) --space space.json --jobs 1 --out search"
            let full = Fault(call: "write", number: 8, code: ENOSPC, mode: "onward")
            let result = try runTool(search, with: full, in: directory)
            #expect(result.code == 1)
            #expect(result.error.hasPrefix("chainrule: trial 1 failed with exit code 1 without saying why; "))
            #expect(result.error.contains("search/trials/0001.txt"))
        }
    }

    private func runTool(_ words: String, with fault: Fault, in directory: URL) throws -> ToolResult {
        let source = DataServer.folder.deletingLastPathComponent()
            .appending(path: "FaultInjection/fault_injection.c").path
        // Outside of the directory whose calls fail.
        let tools = URL(fileURLWithPath: directory.path + "-tools")
        try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: tools) }
        let (library, log) = (tools.appending(path: "fault.so"), tools.appending(path: "log"))
        let compiled = try runShell(
            "$(command -v cc || command -v clang) -shared -fPIC -o \(library.path) \(source) -ldl")
        try #require(compiled.code == 0, "\(compiled.error)")
        let result = try runShell(
            "LD_PRELOAD=\(library.path) FAULT=\(fault) FAULT_ROOT=\(directory.path) FAULT_LOG=\(log.path) "
                + "chainrule \(words)", in: directory)
        #expect(log.exists, "nothing failed")
        return result
    }
}
#endif

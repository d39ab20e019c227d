#if os(Linux)
import Foundation
import TestSupport
import ChainruleRecipes
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

    @Test(
        "the bytes of a file reach the disk before its name does, and then its directory",
        arguments: [(1, "run.json"), (2, "run")])
    func order(_ number: Int, _ name: String) throws {
        try withTemporaryDirectory { directory in
            let fault = Fault(call: "fsync", number: number, code: EIO)
            let result = try runTool("train \(Self.recipe) --out run", with: fault, in: directory)
            #expect(result.error.contains("fsync of \(name) failed"), "\(result.error)")
        }
    }

    @Test(
        "a checkpoint that the system does not give back is not called damaged", arguments: [4, 5, 8, 9])
    func unreadableCheckpoint(_ number: Int) throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try runShell("chainrule train \(Self.recipe) --out run", in: directory))
            let resume = "train --resume run --epochs 3"
            let fault = Fault(call: "open", number: number, code: EIO)
            let result = try runTool(resume, with: fault, in: directory)
            #expect(result.code == 1)
            let reason = "cannot be read: [a-zA-Z0-9.]+: .*Input/output error"
            #expect(try result.error.contains(Regex(reason)), "\(result.error)")
            expectSuccess(try runShell("chainrule \(resume)", in: directory))
        }
    }

    @Test(
        "a download says what failed, leaves no half-written file, and is completed the next time",
        arguments: [
            Fault(call: "open", number: 1, code: EIO), Fault(call: "open", number: 3, code: EIO),
            Fault(call: "write", number: 1, code: EIO),
            Fault(call: "write", number: 1, code: ENOSPC, mode: "onward"),
            Fault(call: "fsync", number: 1, code: EIO), Fault(call: "fsync", number: 2, code: EIO),
            Fault(call: "rename", number: 1, code: EIO), Fault(call: "rename", number: 2, code: EIO),
        ])
    func download(_ fault: Fault) throws {
        try withTemporaryDirectory { directory in
            let folder = URL(fileURLWithPath: directory.path + "-server")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            defer { try? FileManager.default.removeItem(at: folder) }
            let server = try DataServer(["ok"], in: folder)
            let download = "data download iris --url \(server.url)/ --attempts 1"
            let result = try runTool(download, with: fault, in: directory)
            #expect(result.code == 1)
            let reason =
                "cannot be written: \(fault.call) of .* failed: \(String(cString: strerror(fault.code)))"
            #expect(try result.error.contains(Regex(reason)), "\(result.error)")
            expectSuccess(try runShell("chainrule \(download)", in: directory))
            let files = try ["data/iris/iris.data", "iris.data"].map {
                try Data(contentsOf: ($0 == "iris.data" ? DataServer.folder : directory).appending(path: $0))
            }
            #expect(files[0] == files[1])
        }
    }

    @Test(
        "a search whose trial cannot even say why it failed does not quote what it said before",
        arguments: [
            // Each process counts its own calls: only in the first case is the disk full for the search, too.
            (2, " (write of 0001.txt failed: No space left on device); "), (8, "; "),
        ])
    func silentTrial(_ number: Int, _ reason: String) throws {
        try withTemporaryDirectory { directory in
            try Data(#"{"lr": {"log": [0.01, 0.1]}}"#.utf8).write(to: directory.appending(path: "space.json"))
            let search =
                "search \(Self.recipe.replacing("--save-every 1 ", with: "")) --space space.json --jobs 1 --out search"
            let full = Fault(call: "write", number: number, code: ENOSPC, mode: "onward")
            let result = try runTool(search, with: full, in: directory)
            #expect(result.code == 1)
            #expect(
                result.error.hasPrefix(
                    "chainrule: trial 1 failed with exit code 1 without saying why\(reason)"),
                "\(result.error)")
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

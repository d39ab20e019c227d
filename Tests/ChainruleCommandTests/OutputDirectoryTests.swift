import Foundation
import TestSupport
import Testing

@Suite("The directory of --out")
struct OutputDirectoryTests {
    @Test("with an earlier run is refused and stays as it is")
    func earlierRun() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try train(into: "run", in: directory))
            let model = directory.appending(path: "run/model.safetensors")
            let before = try Data(contentsOf: model)
            expectRefusal(
                try train(into: "run", "--seed", "9", in: directory), code: 1,
                "\(directory.path)/run: found an earlier run (run.json), expected an empty or new directory")
            #expect(try Data(contentsOf: model) == before)
        }
    }

    @Test("may exist, be deep and hold other files")
    func usable() throws {
        try withTemporaryDirectory { directory in
            try Data().write(to: directory.appending(path: "notes.txt"))
            expectSuccess(try train(into: ".", in: directory))
            expectSuccess(try train(into: "a/b/c", in: directory))
            #expect(directory.appending(path: "a/b/c/run.json").exists)
            #expect(directory.appending(path: "notes.txt").exists)
        }
    }

    @Test("that cannot be made is refused before the first step")
    func unusable() throws {
        try withTemporaryDirectory { directory in
            let file = directory.appending(path: "file")
            try Data("precious".utf8).write(to: file)
            let longName = String(repeating: "x", count: 300)
            for (out, problem) in [
                ("file", "found a file, expected a directory, or nothing yet"),
                ("file/run", "cannot be written: mkdir of run failed: Not a directory"),
                (longName, "cannot be written: mkdir of \(longName) failed: File name too long"),
            ] {
                expectRefusal(
                    try train(into: out, in: directory), code: 1, "\(directory.path)/\(out): \(problem)")
            }
            #expect(try files(in: directory) == ["file"])
            #expect(try Data(contentsOf: file) == Data("precious".utf8))
        }
    }

    private func train(into out: String, _ options: String..., in directory: URL) throws -> ToolResult {
        try runTool(
            ["train", "softmax", "--examples", "50", "--epochs", "1", "--out", out] + options, in: directory)
    }
}

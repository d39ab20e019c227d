import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport

/// Calls `body` with a directory that holds the space as `space.json`.
func withSpace(
    _ space: String = #"{"lr": {"log": [0.001, 0.1]}, "batch": {"choice": [16, 32]}}"#,
    _ body: (URL) throws -> Void
) throws {
    try withTemporaryDirectory { directory in
        try Data(space.utf8).write(to: directory.appending(path: "space.json"))
        try body(directory)
    }
}

/// A small search of that space, written to `search`.
func search(_ options: String..., in directory: URL) throws -> ToolResult {
    try runTool(
        ["search", "softmax", "--space", "space.json", "--examples", "100", "--out", "search"] + options,
        in: directory)
}

/// The log of a search, line by line.
func log(of name: String = "search", in directory: URL) throws -> [Trial] {
    try Data(contentsOf: directory.appending(path: "\(name)/trials.jsonl"))
        .split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Trial.self, from: $0) }
}

/// The numbers of the processes that were told of the directory; none where the system cannot say.
func processes(naming directory: URL) -> [Int32] {
    let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return numbers.compactMap { Int32($0) }.filter { number in
        let words = FileManager.default.contents(atPath: "/proc/\(number)/cmdline") ?? Data()
        return String(decoding: words, as: UTF8.self).contains(directory.lastPathComponent)
    }
}

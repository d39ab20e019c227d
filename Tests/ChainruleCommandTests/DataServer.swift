import Foundation

/// The web server of Tests/DataServer at work; its behaviours are listed there.
final class DataServer {
    let port: String
    private let process = Process()
    private let log: URL

    var url: String { "http://127.0.0.1:\(port)" }

    /// The folder of the files that it serves.
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "DataServer")

    /// Starts the server; its log goes into `directory`.
    init(_ behaviours: [String], in directory: URL) throws {
        log = directory.appending(path: "requests")
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["python3", Self.folder.appending(path: "server.py").path, Self.folder.path, log.path]
            + behaviours
        process.standardOutput = output
        try process.run()
        var line = ""
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8) {
            line += String(decoding: byte, as: UTF8.self)
        }
        port = line
    }

    deinit {
        // The threads that tests run on block other signals, and so do their children.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// What it was asked for: paths, and what was said of ranges.
    var requests: [String] {
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }
}

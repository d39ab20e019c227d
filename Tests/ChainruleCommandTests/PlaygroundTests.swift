import Foundation
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

@Suite("chainrule playground")
struct PlaygroundTests {
    /// A running playground and what it has printed first.
    private func start(_ arguments: [String]) throws -> (process: Process, output: FileHandle, line: String) {
        let process = toolProcess(["playground"] + arguments)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var line = ""
        while !line.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            try #require(!data.isEmpty)
            line += String(decoding: data, as: UTF8.self)
        }
        return (process, output.fileHandleForReading, line)
    }

    @Test("answers until Ctrl-C, and ends without an error", arguments: [SIGINT, SIGTERM])
    func ending(_ signal: Int32) throws {
        let (process, _, line) = try start(["--port", "0"])
        let address = try #require(line.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+\//))
        let index = try String(contentsOf: #require(URL(string: String(address.0))), encoding: .utf8)
        #expect(index.contains("Points in the plane"))
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    }

    @Test("says that a port is in use")
    func usedPort() throws {
        let (process, _, line) = try start(["--port", "0"])
        defer { process.terminate() }
        let port = String(try #require(line.firstMatch(of: /127\.0\.0\.1:(\d+)/)).1)
        let second = try runTool("playground", "--port", port)
        #expect(second.code == 1)
        #expect(second.error.contains("port \(port) is in use; choose another with --port"))
    }

    @Test("refuses what is no port", arguments: ["-1", "65536", "http", ""])
    func wrongPort(port: String) throws {
        let result = try runTool("playground", "--port", port)
        #expect(result.code == 2)
        #expect(result.error.contains("an integer from 0 to 65535"))
    }
}

import Foundation
import TestSupport
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

@Suite("chainrule train --live")
struct LiveTests {
    @Test("serves the report while the network is trained, and ends with the training")
    func serving() throws {
        try withTemporaryDirectory { directory in
            let process = toolProcess(
                ["train", "two-layer", "--examples", "2000", "--epochs", "20", "--out", "run", "--live"],
                in: directory)
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            var text = ""
            while text.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+\/\n/) == nil {
                let data = output.fileHandleForReading.availableData
                try #require(!data.isEmpty)
                text += String(decoding: data, as: UTF8.self)
            }
            let match = try #require(text.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+\//))
            let page = try String(contentsOf: #require(URL(string: String(match.0))), encoding: .utf8)
            #expect(page.contains("/live.js"))
            _ = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            let report = directory.appending(path: "run/report.html")
            #expect(try String(contentsOf: report, encoding: .utf8).contains("20 epochs"))
        }
    }

    @Test("takes a port only to serve")
    func portAlone() throws {
        let result = try runTool("train", "two-layer", "--port", "80")
        #expect(result.code == 2)
        #expect(result.error.contains("--port is the port of --live"))
    }
}

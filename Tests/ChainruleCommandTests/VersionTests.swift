import Foundation
import Testing

/// The tool as a user runs it: a process with arguments, two streams and an exit code.
@Suite struct VersionTests {
    @Test("--version names the version and nothing else")
    func version() throws {
        let result = try runTool("--version")
        #expect(result.output == "0.1.0\n")
        #expect(result.code == 0)
    }
}

import Foundation
import TestSupport
import Testing

@Suite("chainrule gradcheck --file") struct GradcheckFileTests {
    private let gates = """
        [{"name": "tanh", "inputs": {"x": [3]}, "forward": "tanh(x)", "backward": {"x": "dout * (1 - out ^ 2)"}},
         {"name": "cube", "inputs": {"x": [3]}, "forward": "x ^ 3", "backward": {"x": "dout * 2 * x ^ 2"}}]
        """

    @Test("the exit code and the JSON say which gates passed")
    func grades() throws {
        struct Entry: Decodable {
            let name: String
            let passed: Bool
            let compared: Int
            let wrong: Int
        }
        try withTemporaryDirectory { directory in
            try Data(gates.utf8).write(to: directory.appending(path: "gates.json"))
            let text = try runTool("gradcheck", "--file", "gates.json", in: directory)
            #expect(text.code == 1 && text.output.hasSuffix("1 passed, 1 failed\n"))
            #expect(text.output.contains("tanh: passed: 9 derivatives compared"))
            let result = try runTool("gradcheck", "--file", "gates.json", "--json", in: directory)
            #expect(result.code == 1)
            let entries = try JSONDecoder().decode([Entry].self, from: Data(result.output.utf8))
            #expect(entries.map(\.name) == ["tanh", "cube"] && entries.map(\.passed) == [true, false])
            #expect(entries.map(\.compared) == [9, 9] && entries.map(\.wrong) == [0, 3])
        }
    }

    @Test("of the gates of the tutorial, the one with a mistake fails")
    func tutorial() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appending(path: "docs/tutorials/gates/gates.json")
        let result = try runTool("gradcheck", "--file", file.path)
        #expect(result.code == 1 && result.output.hasSuffix("3 passed, 1 failed\n"))
        #expect(result.output.contains("squared error: failed: 8 of 8 derivatives disagree"))
    }

    @Test("a missing file and options that do not fit are told")
    func mistakes() throws {
        let missing = try runTool("gradcheck", "--file", "/nowhere/gate.json")
        #expect(missing.code == 1 && missing.output.isEmpty)
        #expect(missing.error.contains("/nowhere/gate.json: found no file that can be read"))
        #expect(try runTool("gradcheck", "--json").code == 2)
        #expect(try runTool("gradcheck", "add", "--file", "gate.json").code == 2)
    }
}

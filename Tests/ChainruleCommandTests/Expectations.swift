import Foundation
import Testing

/// The tool did its work and had nothing to complain about.
func expectSuccess(_ result: ToolResult, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(result.code == 0, "\(result.error)", sourceLocation: sourceLocation)
    #expect(result.error == "", sourceLocation: sourceLocation)
}

/// The tool refused its work with this one line on standard error, and printed nothing else.
func expectRefusal(
    _ result: ToolResult, code: Int32, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(result.error == "chainrule: \(message)\n", sourceLocation: sourceLocation)
    #expect(result.output == "", sourceLocation: sourceLocation)
    #expect(result.code == code, sourceLocation: sourceLocation)
}

extension ToolResult {
    /// What train and evaluate must agree on: the validation figure and the table of confusions.
    var figures: [Substring] {
        output.split(separator: "\n").filter { $0.hasPrefix("validation accuracy") || $0.contains(" │") }
    }
}

extension URL {
    /// Whether something is there.
    var exists: Bool { FileManager.default.fileExists(atPath: path) }
}

/// The names of the files in a directory.
func files(in directory: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
}

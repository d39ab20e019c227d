import ChainruleData
import Foundation

/// What a program is given on standard input.
enum StandardInput {
    /// The name that messages have for it.
    static let name = "standard input"

    /// All of it, as UTF-8.
    static func text() throws(DataError) -> String {
        let bytes: Data
        do { bytes = try FileHandle.standardInput.readToEnd() ?? Data() } catch {
            throw .unreadable(path: name, reason: "\(error)")
        }
        return try ChainruleData.text(of: bytes, source: name)
    }
}

/// The lines of a text file, or those of standard input if `path` is `-`.
func textLines(at path: String) throws(DataError) -> [String] {
    if path == "-" {
        var lines = try StandardInput.text().split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasSuffix("\r") ? String($0.dropLast()) : String($0) }
        if lines.last == "" { lines.removeLast() }
        return lines
    }
    let lines = try TextLines(path: path)
    return try (0..<lines.count).map { index throws(DataError) in try lines.example(at: index) }
}

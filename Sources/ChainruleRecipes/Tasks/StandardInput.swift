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

import Chainrule
import Foundation

/// The content of the file at `path`.
package func readFile(_ path: String) throws(DataError) -> [UInt8] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
        throw .missing(path: path, expected: "a file")
    }
    guard !isDirectory.boolValue else {
        throw .malformed(source: path, found: "a directory", expected: "a file")
    }
    do {
        return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
        throw .unreadable(path: path, reason: oneLine(error))
    }
}

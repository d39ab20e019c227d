import Chainrule
import Foundation

/// The content of the file at `path`.
package func readFile(_ path: String) throws(DataError) -> [UInt8] { Array(try readData(path)) }

/// The content of the file at `path`, read at once or mapped into memory.
func readData(_ path: String, options: Data.ReadingOptions = []) throws(DataError) -> Data {
    guard let isDirectory = isDirectory(path) else { throw .missing(path: path, expected: "a file") }
    if isDirectory { throw .malformed(source: path, found: "a directory", expected: "a file") }
    do {
        let url = URL(fileURLWithPath: path)
        // Foundation takes regular files alone; what a shell's <(…) names is a pipe.
        if isPipe(path) { return try FileHandle(forReadingFrom: url).readToEnd() ?? Data() }
        return try Data(contentsOf: url, options: options)
    } catch {
        throw .unreadable(path: path, reason: oneLine(error))
    }
}

private func isPipe(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
}

/// Whether a file, and no link to one, is at `path`.
func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}

/// Puts `content` at `path`, whole or not at all.
func writeFile(_ content: Data, to path: String) throws(DataError) {
    do {
        try writeAtomically(to: URL(fileURLWithPath: path)) { try $0.write(contentsOf: content) }
    } catch {
        throw .unwritable(path: path, reason: oneLine(error))
    }
}

/// Whether a directory is at `path`; nil if nothing is.
package func isDirectory(_ path: String) -> Bool? {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return nil }
    return isDirectory.boolValue
}

/// The names of what is in a directory, sorted; hidden files are left out.
///
/// - Parameter expected: What should be at `path`, for errors.
func directoryContent(_ path: String, expected: String) throws(DataError) -> [String] {
    guard let isDirectory = isDirectory(path) else { throw .missing(path: path, expected: expected) }
    if !isDirectory { throw .malformed(source: path, found: "a file", expected: expected) }
    do {
        return try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }
            .sorted()
    } catch {
        throw .unreadable(path: path, reason: oneLine(error))
    }
}

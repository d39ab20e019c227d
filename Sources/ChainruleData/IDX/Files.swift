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

/// What the system says about a failure, fit for an error that is one line long.
package func oneLine(_ error: any Error) -> String {
    // Foundation often hides the reason behind "The operation could not be completed".
    if let cause = (error as? CocoaError)?.underlying as? POSIXError {
        return String(cString: strerror(cause.code.rawValue))
    }
    return error.localizedDescription.split(whereSeparator: \.isNewline).joined(separator: " ")
}

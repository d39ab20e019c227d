import Chainrule
import Foundation

/// A file to which bytes are appended through a buffer.
///
/// A write that fails half-way is continued by the next one at the same byte, so the file always
/// contains a prefix of what was appended.
package final class AppendingFile {
    private static let bufferSize = 1 << 16

    private let file: OutputFile
    private var pending: [UInt8] = []

    /// Takes over an open descriptor; `path` is for messages.
    package init(descriptor: Int32, path: String) {
        file = OutputFile(descriptor: descriptor, path: path)
    }

    /// Creates a file that must not exist; nil if it does.
    convenience init?(creating path: String) throws(TensorBoardError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o666)
        if descriptor < 0 {
            if errno == EEXIST { return nil }
            throw TensorBoardError(path: path, reason: oneLine(SystemError("open", path)))
        }
        self.init(descriptor: descriptor, path: path)
    }

    /// Writes the buffer without reporting errors; call flush first to see them.
    deinit { try? flush() }

    var path: String { file.path }

    /// Appends bytes, and writes the buffer if it is full.
    ///
    /// - Throws: `TensorBoardError` if the system refuses; the bytes stay in the buffer.
    package func append(_ bytes: [UInt8]) throws(TensorBoardError) {
        pending += bytes
        if pending.count >= Self.bufferSize { try flush() }
    }

    /// Writes the buffer.
    package func flush() throws(TensorBoardError) {
        var written = 0
        defer { pending.removeFirst(written) }
        do { try file.write(pending, from: &written) } catch {
            throw TensorBoardError(path: path, reason: oneLine(error))
        }
    }
}

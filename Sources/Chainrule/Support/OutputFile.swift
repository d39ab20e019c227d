import Foundation

/// A file that is written. Errors name the system call, the file and the reason.
package final class OutputFile {
    /// The name in errors.
    package let path: String
    package let descriptor: Int32
    private var isOpen = true

    /// Takes over an open descriptor.
    package init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - flags: as `open` takes them.
    ///   - name: the name in errors; its path by default.
    package convenience init(
        opening path: String, _ flags: Int32, named name: String? = nil
    ) throws(SystemError) {
        let descriptor = open(path, flags | O_CLOEXEC, 0o666)
        if descriptor < 0 { throw SystemError("open", name ?? path) }
        self.init(descriptor: descriptor, path: name ?? path)
    }

    deinit { try? close() }

    /// Writes all bytes.
    package func write(contentsOf bytes: some ContiguousBytes) throws(SystemError) {
        var written = 0
        try write(bytes, from: &written)
    }

    /// Writes the bytes from a place on, which moves with every byte that is written, also if a later one fails.
    package func write(_ bytes: some ContiguousBytes, from place: inout Int) throws(SystemError) {
        let failure = bytes.withUnsafeBytes { buffer -> SystemError? in
            while place < buffer.count {
                let count = Foundation.write(descriptor, buffer.baseAddress! + place, buffer.count - place)
                if count >= 0 {
                    place += count
                } else if errno != EINTR {
                    return SystemError("write", path)
                }
            }
            return nil
        }
        if let failure { throw failure }
    }

    /// Waits until everything written is on the disk.
    package func synchronize() throws(SystemError) {
        while fsync(descriptor) != 0 {
            if errno != EINTR { throw SystemError("fsync", path) }
        }
    }

    /// Closes the file, as deinitialization does; some file systems report only here that they are full.
    package func close() throws(SystemError) {
        guard isOpen else { return }
        isOpen = false
        // The descriptor is closed even if the call is interrupted.
        if Foundation.close(descriptor) != 0 && errno != EINTR { throw SystemError("close", path) }
    }
}

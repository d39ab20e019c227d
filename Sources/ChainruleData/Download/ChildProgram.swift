import Foundation

/// A running child process.
final class ChildProgram {
    private let process = Process()
    private let (output, errors) = (Pipe(), Pipe())
    private let name: String

    /// Starts the program called `name` that is found in the PATH.
    ///
    /// - Throws: `DataError.missing` when not even `env` can be started.
    init(_ name: String, _ arguments: [String]) throws(DataError) {
        self.name = name
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardInput = FileHandle.nullDevice
        (process.standardOutput, process.standardError) = (output, errors)
        do {
            try process.run()
        } catch {
            throw .missing(path: "/usr/bin/env", expected: "the program env")
        }
    }

    /// The next bytes of the program's output, as soon as there are any; none at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> UnsafeRawBufferPointer {
        let descriptor = output.fileHandleForReading.fileDescriptor
        var count: Int
        repeat {
            count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
        } while count < 0 && errno == EINTR
        return UnsafeRawBufferPointer(rebasing: buffer.prefix(max(0, count)))
    }

    /// Terminates the program early.
    func stop() {
        // A thread of Dispatch blocks other signals, and so would its children.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Waits for the end of the program, whose output has been read.
    ///
    /// - Returns: Its exit code and what it said on standard error, in one line.
    /// - Throws: `DataError.missing` when there is no such program.
    func finish() throws(DataError) -> (code: Int32, message: String) {
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        // The answer of `env`.
        if process.terminationStatus == 127 {
            throw .missing(path: name, expected: "a program of this name on the PATH")
        }
        return (process.terminationStatus, text.split(whereSeparator: \.isNewline).joined(separator: " "))
    }
}

import Dispatch
import Foundation

/// Ends a program with the one that started it, whatever that one dies of.
///
/// The one that starts others holds a pipe open, and no message ever comes through it. Those that were started have
/// its other end as their standard input: when it ends, nobody is left to work for.
struct ParentProcess {
    /// The variable of the environment that makes a program watch its standard input.
    private static let variable = "CHAINRULE_ENDS_WITH_PARENT"

    private let pipe = Pipe()

    init() {
        // Inherited by a child, the end for writing would keep all of them alive.
        _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }

    /// Makes the process, before it is run, end with this one.
    func hold(_ process: Process) {
        var environment = ProcessInfo.processInfo.environment
        environment[Self.variable] = "1"
        process.environment = environment
        process.standardInput = pipe.fileHandleForReading
    }

    /// Makes all processes end that hang on it.
    func cut() { try? pipe.fileHandleForWriting.close() }

    /// Asks this process to terminate when the one that started it is gone, if that one said so.
    static func watch() {
        if getenv(variable) == nil { return }
        let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .global())
        source.setEventHandler {
            source.cancel()
            kill(getpid(), SIGTERM)
        }
        source.resume()
    }
}

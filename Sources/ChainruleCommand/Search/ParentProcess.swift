import Dispatch
import Foundation

/// Ends child processes when their parent ends, however it dies.
///
/// The parent keeps a pipe open, through which nothing is ever sent. Its children have the other end as their standard
/// input, which ends when the parent is gone.
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

    /// Ends all processes that depend on it.
    func cut() { try? pipe.fileHandleForWriting.close() }

    /// Terminates this process when its parent is gone, if the parent requested it.
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

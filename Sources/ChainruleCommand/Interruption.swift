import Dispatch
import Foundation

/// Lets Ctrl-C and a request to terminate end the tool between two writes of files, never within one.
struct Interruption {
    /// Serial: whoever writes keeps the signals waiting.
    private let queue = DispatchQueue(label: "chainrule.interruption")
    private let sources: [any DispatchSourceSignal]

    /// - Parameter tidyUp: What is left to do when a signal comes; then the process dies of it.
    init(_ tidyUp: @escaping @Sendable () -> Void) {
        sources = [SIGINT, SIGTERM].map { [queue] number in
            // Blocked, a signal waits until the source is ready; only ignored, it would be lost. Threads of
            // Dispatch, which do all else, block signals by themselves.
            change(SIG_BLOCK, number)
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                tidyUp()
                die(of: number)
            }
            source.resume()
            return source
        }
    }

    /// Does work that no signal may cut off.
    func hold<Result>(while work: () throws -> Result) rethrows -> Result { try queue.sync(execute: work) }
}

/// Ends the process as the signal would have done by itself, so that a shell sees what happened.
private func die(of number: Int32) {
    signal(number, SIG_DFL)
    change(SIG_UNBLOCK, number)
    kill(getpid(), number)
}

/// Blocks or unblocks a signal for the thread that calls.
private func change(_ how: Int32, _ number: Int32) {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(how, &signals, nil)
}

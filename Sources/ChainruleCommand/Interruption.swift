import Dispatch
import Foundation
import Synchronization

/// Lets a program decide what Ctrl-C and a request to terminate do; the second of them ends it at once.
struct Interruption {
    /// Serial: whoever holds it keeps the signals waiting.
    private let queue = DispatchQueue(label: "chainrule.interruption")
    private let sources: [any DispatchSourceSignal]
    private let received = Received()

    private final class Received: Sendable {
        let signal = Mutex<Int32?>(nil)
    }

    /// What becomes of the process at a signal.
    enum Reaction {
        /// It dies of it.
        case dies
        /// It comes to its end by itself; see ``dieIfAsked()``.
        case goesOn
    }

    init(_ react: @escaping @Sendable () -> Reaction) {
        sources = [SIGINT, SIGTERM].map { [queue, received] number in
            // Blocked, a signal waits until the source is ready; only ignored, it would be lost. Threads of
            // Dispatch, which do all else, block signals by themselves.
            change(SIG_BLOCK, number)
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                let isFirst = received.signal.withLock { signal in
                    defer { signal = number }
                    return signal == nil
                }
                if !isFirst || react() == .dies { die(of: number) }
            }
            source.resume()
            return source
        }
    }

    /// Does work that no signal may cut off.
    func hold<Result>(while work: () throws -> Result) rethrows -> Result { try queue.sync(execute: work) }

    /// Dies of the signal that came, if one did, so that a shell sees what happened.
    func dieIfAsked() {
        if let number = received.signal.withLock({ $0 }) { die(of: number) }
    }
}

/// Ends the process as the signal would have done by itself.
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

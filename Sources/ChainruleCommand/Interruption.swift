import Dispatch
import Foundation
import Synchronization

/// Lets a program decide what Ctrl-C, a request to terminate and the loss of its terminal do; the second of them ends it
/// at once.
struct Interruption {
    private let queue = DispatchQueue(label: "chainrule.interruption")
    private let sources: [any DispatchSourceSignal]
    private let received = Received()

    private final class Received: Sendable {
        let signal = Mutex<Int32?>(nil)
    }

    /// A program started by `nohup` should outlive the terminal.
    private static var handled: [Int32] {
        let earlier = signal(SIGHUP, SIG_IGN)
        let isIgnored = unsafeBitCast(earlier, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
        return [SIGINT, SIGTERM] + (isIgnored ? [] : [SIGHUP])
    }

    /// - Parameter react: called at the first signal; the program must then finish and call ``dieIfAsked()``.
    init(_ react: @escaping @Sendable () -> Void) {
        sources = Self.handled.map { [queue, received] number in
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
                if isFirst { react() } else { die(of: number) }
            }
            source.resume()
            return source
        }
    }

    /// Ends the process by the signal received, if any, so that a shell sees it.
    func dieIfAsked() {
        if let number = received.signal.withLock({ $0 }) { die(of: number) }
    }
}

/// Ends the process as the signal would have done.
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

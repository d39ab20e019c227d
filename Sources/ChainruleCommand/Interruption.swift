import ChainruleTraining
import Dispatch
import Foundation
import Synchronization

/// Turns Ctrl-C and a request to terminate into a wish that the training stop; a second one ends the tool at once.
struct Interruption {
    /// What asks the training for its end.
    let stop = StopRequest()

    private let sources: [any DispatchSourceSignal]
    private let received = Received()

    private final class Received: Sendable {
        let signal = Mutex<Int32?>(nil)
    }

    init() {
        let queue = DispatchQueue(label: "chainrule.interruption")
        sources = [SIGINT, SIGTERM].map { [stop, received] number in
            // Blocked, a signal waits until the source is ready; only ignored, it would be lost. Threads of
            // Dispatch, which do all else, block signals by themselves.
            change(SIG_BLOCK, number)
            Foundation.signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                let isSecond = received.signal.withLock { signal in
                    defer { signal = number }
                    return signal != nil
                }
                if isSecond { die(of: number) }
                stop(because: "interrupted")
            }
            source.resume()
            return source
        }
    }

    /// Ends the tool as the signal would have done by itself, if there was one.
    func dieIfAsked() {
        if let number = received.signal.withLock({ $0 }) { die(of: number) }
    }
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

import Foundation
import Synchronization

/// A network that all tabs ask, made on a thread of its own as soon as the first one does.
package final class SharedReader: Sendable {
    /// How far it is.
    package enum State: Sendable {
        /// What is being done, and the share of it that is done.
        case making(String, share: Double)
        case ready(DrawingReader)
        case failed(String)
    }

    /// Reports the progress of loading or training: what is being done, and the share of it that is done.
    package typealias Progress = @Sendable (_ text: String, _ share: Double) -> Void

    private let make: @Sendable (@escaping Progress) throws -> DrawingReader
    private let current = Mutex<State?>(nil)

    /// - Parameter make: trains or reads the network.
    package init(_ make: @escaping @Sendable (_ progress: @escaping Progress) throws -> DrawingReader) {
        self.make = make
    }

    /// How far the network is; the first call has it made.
    package var state: State {
        let (state, isFirst) = current.withLock { current -> (State, Bool) in
            if let state = current { return (state, false) }
            let state = State.making("preparing", share: 0)
            current = state
            return (state, true)
        }
        if isFirst {
            let thread = Thread { [self] in
                let result: State
                do {
                    result = .ready(
                        try make { [self] text, share in
                            current.withLock { $0 = .making(text, share: share) }
                        })
                } catch { result = .failed("\(error)") }
                current.withLock { $0 = result }
            }
            thread.name = "chainrule.playground.network"
            thread.stackSize = 8 << 20
            thread.start()
        }
        return state
    }
}

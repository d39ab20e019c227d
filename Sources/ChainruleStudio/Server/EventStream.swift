import CMicroHTTPD
import Foundation
import Synchronization

/// Server-sent events on their way to one page.
///
/// An event of a kind replaces one of its kind that has not been sent yet, so a slow reader costs no memory.
final class EventStream: Sendable {
    private struct State {
        /// By kind, in the order in which the kinds were first sent.
        var waiting: [(kind: String, data: Data)] = []
        /// The rest of what is being sent.
        var bytes = Data()
        var isEnded = false
        var isClosed = false
        var connection: Connection?
    }

    /// The stream in C, which any thread may wake.
    private struct Connection: @unchecked Sendable { let stream: OpaquePointer }

    private let state = Mutex(State())
    /// Called when everything has been taken, by the thread of the server.
    private let whenTaken: @Sendable () -> Void

    init(whenTaken: @escaping @Sendable () -> Void = {}) { self.whenTaken = whenTaken }

    deinit {
        if let connection = state.withLock({ $0.connection }) { chttp_release(connection.stream) }
    }

    /// - Parameter data: one line, such as JSON.
    func send(_ kind: String, _ data: Data) {
        wake { state in
            if let index = state.waiting.firstIndex(where: { $0.kind == kind }) {
                state.waiting[index].data = data
            } else {
                state.waiting.append((kind, data))
            }
        }
    }

    /// Sends a comment, so that nobody on the way takes the connection for dead.
    func keepAlive() { wake { if $0.bytes.isEmpty && $0.waiting.isEmpty { $0.bytes = Data(":\n\n".utf8) } } }

    /// Ends the stream after what has been sent so far.
    func end() { wake { $0.isEnded = true } }

    /// Whether all that was sent has been taken by the connection.
    var isTaken: Bool { state.withLock { $0.waiting.isEmpty && $0.bytes.isEmpty } }

    /// Whether the reader is gone.
    var isClosed: Bool {
        let (isClosed, connection) = state.withLock { ($0.isClosed, $0.connection) }
        return isClosed || connection.map { chttp_is_abandoned($0.stream) } ?? false
    }

    private func wake(_ change: (inout State) -> Void) {
        let connection = state.withLock { state -> Connection? in
            change(&state)
            return state.connection
        }
        // Not under the lock, which the connection takes to read.
        if let connection { chttp_wake(connection.stream) }
    }

    // MARK: - The connection

    /// Answers a request with the events.
    func answer(_ request: OpaquePointer, headers: UnsafePointer<UnsafePointer<CChar>?>) {
        let stream = chttp_answer_stream(
            request, headers,
            { context, bytes, limit in
                let events = Unmanaged<EventStream>.fromOpaque(context!).takeUnretainedValue()
                return events.read(into: UnsafeMutableRawBufferPointer(start: bytes, count: limit))
            },
            { context in Unmanaged<EventStream>.fromOpaque(context!).takeRetainedValue().close() },
            Unmanaged.passRetained(self).toOpaque())!
        let connection = Connection(stream: stream)
        state.withLock { $0.connection = connection }
    }

    private func close() { state.withLock { $0.isClosed = true } }

    private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = state.withLock { state in
            if state.bytes.isEmpty {
                for (kind, data) in state.waiting {
                    state.bytes += Data("event: \(kind)\ndata: ".utf8) + data + Data("\n\n".utf8)
                }
                state.waiting = []
            }
            if state.bytes.isEmpty { return state.isEnded ? -1 : 0 }
            let count = min(buffer.count, state.bytes.count)
            state.bytes.copyBytes(to: buffer, count: count)
            state.bytes = Data(state.bytes.dropFirst(count))
            return count
        }
        if count > 0 && isTaken { whenTaken() }
        return count
    }
}

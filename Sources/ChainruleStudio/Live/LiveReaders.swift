import Foundation
import Synchronization

/// The streams to those who watch.
final class LiveReaders: Sendable {
    private struct State {
        var streams: [EventStream] = []
        var isEnded = false
    }

    private let state = Mutex(State())

    /// Those who are still there.
    var count: Int {
        state.withLock { state in
            let gone = state.streams.filter(\.isClosed)
            state.streams.removeAll { stream in gone.contains { $0 === stream } }
            // Their connections may still be suspended.
            for stream in gone { stream.end() }
            return state.streams.count
        }
    }

    /// A stream for a new reader; nil if there are too many.
    func add() -> EventStream? {
        if count >= LiveReport.readerLimit { return nil }
        let stream = EventStream()
        return state.withLock { state in
            if state.isEnded { return nil }
            state.streams.append(stream)
            return stream
        }
    }

    func send(_ kind: String, _ text: String) {
        let data = (try? JSONEncoder().encode([text])) ?? Data()
        _ = count
        for stream in state.withLock({ $0.streams }) { stream.send(kind, data) }
    }

    func end() {
        let streams = state.withLock { state in
            defer { state = State(isEnded: true) }
            return state.streams
        }
        for stream in streams { stream.end() }
    }
}

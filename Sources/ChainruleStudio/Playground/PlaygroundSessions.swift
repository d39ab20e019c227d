import Foundation
import Synchronization

/// The sessions of all tabs. One whose tab is gone is freed.
final class PlaygroundSessions: Sendable {
    /// More would only slow each other down.
    static let limit = 24
    /// Seconds between two signs of life on a stream.
    private static let keepAliveInterval = 10

    private struct State {
        var sessions: [String: PlaygroundSession] = [:]
        var isEnded = false
    }

    private let state = Mutex(State())
    private let grace: PlaygroundGrace

    init(grace: PlaygroundGrace) {
        self.grace = grace
        let thread = Thread { [weak self] in
            var second = 0
            while self?.tend(second) == true {
                Thread.sleep(forTimeInterval: 1)
                second += 1
            }
        }
        thread.name = "chainrule.playground.sessions"
        thread.start()
    }

    var count: Int { state.withLock { $0.sessions.count } }

    subscript(name: String) -> PlaygroundSession? { state.withLock { $0.sessions[name] } }

    /// Opens a session.
    ///
    /// - Returns: its name, which nobody can guess; nil if there are too many.
    func open(_ page: PlaygroundPage, settings: Data) -> String? {
        state.withLock { state in
            if state.isEnded || state.sessions.count >= Self.limit { return nil }
            var generator = SystemRandomNumberGenerator()
            let name = (0..<2).map { _ in
                String(UInt64.random(in: .min ... .max, using: &generator), radix: 16).leftPadded(
                    to: 16, with: "0")
            }.joined()
            state.sessions[name] = PlaygroundSession(page, settings: settings, grace: grace)
            return name
        }
    }

    func close(_ name: String) { state.withLock { $0.sessions.removeValue(forKey: name) }?.end() }

    /// Ends all sessions; none can be opened from then on.
    func end() {
        let sessions = state.withLock { state in
            defer { state = State(isEnded: true) }
            return state.sessions
        }
        for session in sessions.values { session.end() }
    }

    /// - Returns: false after the end.
    private func tend(_ second: Int) -> Bool {
        let (sessions, isEnded) = state.withLock { ($0.sessions, $0.isEnded) }
        for (name, session) in sessions {
            if session.tend() { close(name) }
            if second.isMultiple(of: Self.keepAliveInterval) { session.keepAlive() }
        }
        return !isEnded
    }
}

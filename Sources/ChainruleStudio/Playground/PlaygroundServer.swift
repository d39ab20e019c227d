import Foundation

/// The playground: pages of experiments, which this process trains.
///
/// ```swift
/// let server = try PlaygroundServer(port: 8471)
/// print(server.address)
/// ```
package final class PlaygroundServer: Sendable {
    private let sessions: PlaygroundSessions
    private let server: HTTPServer

    /// Starts to serve on 127.0.0.1.
    ///
    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - pages: all pages by default.
    ///   - grace: how long a session goes on that nobody listens to.
    /// - Throws: ``HTTPServerError``.
    package init(
        port: UInt16, pages: [PlaygroundPage] = PlaygroundPage.all, grace: PlaygroundGrace = PlaygroundGrace()
    ) throws(HTTPServerError) {
        let sessions = PlaygroundSessions(grace: grace)
        self.sessions = sessions
        let routes = PlaygroundRoutes(pages: pages, sessions: sessions)
        do { server = try HTTPServer(port: port, answer: routes.answer) } catch {
            sessions.end()
            throw error
        }
    }

    /// Where a browser finds it.
    package var address: String { "http://127.0.0.1:\(server.port)/" }

    package var port: UInt16 { server.port }

    /// The sessions that are open.
    package var sessionCount: Int { sessions.count }

    /// Ends all sessions and connections.
    package func stop() {
        sessions.end()
        server.stop()
    }
}

import Foundation

/// A page that is served while it changes: what readers see of a run in training.
///
/// Readers are told of changes and fetch the page's body again; their places in it stay.
package final class LiveReport: Sendable {
    /// More would take the training's time.
    static let readerLimit = 32

    /// What is shown, as it is at the moment of the call; they throw while there is nothing yet.
    package struct Source: Sendable {
        /// The whole page.
        let html: @Sendable () throws -> String
        /// What stands in its body.
        let body: @Sendable () throws -> String

        package init(
            html: @escaping @Sendable () throws -> String, body: @escaping @Sendable () throws -> String
        ) {
            (self.html, self.body) = (html, body)
        }
    }

    private let readers: LiveReaders
    private let server: HTTPServer

    /// Starts to serve on 127.0.0.1.
    ///
    /// - Parameters:
    ///   - source: what is shown.
    ///   - port: 0 for any that is free.
    /// - Throws: ``HTTPServerError``.
    package init(_ source: Source, port: UInt16) throws(HTTPServerError) {
        let readers = LiveReaders()
        self.readers = readers
        let routes = LiveRoutes(source: source, readers: readers)
        server = try HTTPServer(port: port, answer: routes.answer)
    }

    /// Where a browser finds it.
    package var address: String { "http://127.0.0.1:\(server.port)/" }

    package var port: UInt16 { server.port }

    /// Tells readers how far the training is, in a line.
    package func say(_ progress: String) { readers.send("progress", progress) }

    /// Tells readers that the page has changed.
    package func pageChanged() { readers.send("report", "") }

    /// Tells readers that the page changes no more, waits some seconds until they have fetched it, and ends.
    ///
    /// - Parameter farewell: what the page says then, in a line.
    package func finish(_ farewell: String) {
        readers.send("over", farewell)
        let clock = ContinuousClock()
        let end = clock.now + .seconds(3)
        while readers.count > 0 && clock.now < end { Thread.sleep(forTimeInterval: 0.02) }
        stop()
    }

    /// Ends at once.
    package func stop() {
        readers.end()
        server.stop()
    }
}

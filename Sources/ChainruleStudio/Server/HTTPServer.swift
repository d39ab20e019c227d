import CMicroHTTPD
import Foundation

/// A server on 127.0.0.1 that answers pages of this program, and nobody else.
///
/// It refuses other names of its host, which another site could give itself (DNS rebinding), and changes nothing for a page that
/// comes from elsewhere.
final class HTTPServer: @unchecked Sendable {
    private static let limits = chttp_limits(
        body_limit: 1 << 20, connection_limit: 512, idle_seconds: 30, arrival_seconds: 20)

    /// The port it listens on.
    private(set) var port: UInt16 = 0
    private var server: OpaquePointer!
    /// Called by the thread of the server, one request after the other.
    private let answer: @Sendable (HTTPRequest) -> HTTPAnswer

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - answer: called by the server's thread for every request that is allowed; has to be quick.
    /// - Throws: ``HTTPServerError``.
    init(
        port: UInt16, answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer
    ) throws(HTTPServerError) {
        self.answer = answer
        let problem = String(cString: chttp_problem())
        if !problem.isEmpty { throw .libraryMissing(reason: problem) }
        var errorNumber: Int32 = 0
        server = chttp_start(
            port, Self.limits,
            { context, request in
                Unmanaged<HTTPServer>.fromOpaque(context!).takeUnretainedValue().handle(request!)
            },
            // It is there until it has stopped.
            Unmanaged.passUnretained(self).toOpaque(), &errorNumber)
        if server == nil {
            throw errorNumber == EADDRINUSE
                ? .portInUse(port) : .notStarted(port: port, reason: String(cString: strerror(errorNumber)))
        }
        self.port = chttp_port(server)
    }

    /// Ends all connections; their event streams must have ended.
    func stop() {
        guard let server else { return }
        self.server = nil
        chttp_stop(server)
    }

    deinit { stop() }

    private func handle(_ request: OpaquePointer) {
        let content = HTTPRequest(request)
        let isPost = content.method == "POST"
        guard ["GET", "HEAD", "POST"].contains(content.method) else {
            return send(.problem(status: 405, "only GET and POST are answered"), to: request)
        }
        if let problem = RequestGuard(port: chttp_request_port(request)).problem(
            of: content, changesState: isPost)
        {
            return send(problem, to: request)
        }
        send(answer(content), to: request)
    }

    private func send(_ answer: HTTPAnswer, to request: OpaquePointer) {
        switch answer {
        case .content(let data, let type, let policy):
            respond(
                to: request, 200, data,
                ["Content-Type", type] + (policy.map { ["Content-Security-Policy", $0] } ?? []))
        case .problem(let status, let text):
            let data = (try? JSONEncoder().encode(["error": text])) ?? Data()
            respond(to: request, status, data, ["Content-Type", "application/json"])
        case .events(let stream):
            withHeaders(["Content-Type", "text/event-stream"]) { stream.answer(request, headers: $0) }
        }
    }

    private func respond(to request: OpaquePointer, _ status: UInt32, _ data: Data, _ headers: [String]) {
        withHeaders(headers) { headers in
            data.withUnsafeBytes { bytes in
                chttp_answer(
                    request, status, headers, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    bytes.count)
            }
        }
    }

    /// What every answer says besides.
    private static let commonHeaders = [
        "Cache-Control", "no-store", "X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer",
        "Cross-Origin-Resource-Policy", "same-origin", "Cross-Origin-Opener-Policy", "same-origin",
    ]

    private func withHeaders(_ headers: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Void) {
        let texts = (headers + Self.commonHeaders).map { strdup($0) }
        defer { for text in texts { free(text) } }
        let pointers = texts.map { UnsafePointer<CChar>($0) } + [nil]
        pointers.withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}

/// Why a server could not be started.
package enum HTTPServerError: Error, Equatable, CustomStringConvertible {
    case libraryMissing(reason: String)
    case portInUse(UInt16)
    case notStarted(port: UInt16, reason: String)

    package var description: String {
        switch self {
        case .libraryMissing(let reason):
            "pages are served by libmicrohttpd, and \(reason); install it with "
                + "`apt-get install libmicrohttpd-dev` or `brew install libmicrohttpd`, then build Chainrule again"
        case .portInUse(let port):
            "port \(port) is in use; choose another with --port, or 0 for any that is free"
        case .notStarted(let port, let reason): "port \(port) of 127.0.0.1 cannot be listened on: \(reason)"
        }
    }
}

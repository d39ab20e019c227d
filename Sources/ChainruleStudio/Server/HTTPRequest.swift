import CMicroHTTPD
import Foundation

/// A request that has arrived completely.
struct HTTPRequest: Sendable {
    let method: String
    /// Decoded, without the query.
    let path: String
    let host: String?
    let origin: String?
    let contentType: String?
    let body: Data
}

extension HTTPRequest {
    init(_ request: OpaquePointer) {
        func header(_ name: String) -> String? { chttp_header(request, name).map { String(cString: $0) } }
        var count = 0
        let bytes = chttp_body(request, &count)
        self.init(
            method: String(cString: chttp_method(request)), path: String(cString: chttp_path(request)),
            host: header("Host"), origin: header("Origin"), contentType: header("Content-Type"),
            body: bytes.map { Data(bytes: $0, count: count) } ?? Data())
    }
}

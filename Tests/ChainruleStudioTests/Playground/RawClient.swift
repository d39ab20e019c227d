import Foundation
import Testing

/// A client that sends bytes as they are, to a server on 127.0.0.1.
final class RawClient {
    private let descriptor: Int32
    /// What has arrived beyond what was taken.
    private var text = ""
    /// Whether the server has closed the connection, as far as has been received.
    private(set) var isEnded = false

    init(port: UInt16, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #if os(Linux)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0, sourceLocation: sourceLocation)
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// Sends as much as the server takes.
    func send(_ text: String) {
        #if os(Linux)
        let flags = Int32(MSG_NOSIGNAL)
        #else
        let flags: Int32 = 0
        #endif
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, flags) }
    }

    /// The next part of what arrives, up to and with a mark, or up to the end of the connection.
    func receive(until mark: String? = nil) -> String {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            if let mark, let range = text.firstRange(of: mark) {
                defer { text = String(text[range.upperBound...]) }
                return String(text[..<range.upperBound])
            }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 {
                isEnded = count == 0 || errno != EAGAIN
                defer { text = "" }
                return text
            }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}

/// The status and all the rest of the answer to one request.
struct RawAnswer {
    let status: Int
    let text: String

    init(_ text: String) {
        self.text = text
        status = Int(text.dropFirst(9).prefix(3)) ?? 0
    }

    var body: String { text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? "" }
}

/// Asks a server on a connection of its own.
func ask(
    _ port: UInt16, _ path: String, method: String = "GET", host: String? = nil, headers: [String] = [],
    body: String = ""
) throws -> RawAnswer {
    let client = try RawClient(port: port)
    let lines = ["\(method) \(path) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")", "Connection: close"]
    let length = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
    client.send((lines + headers + length).joined(separator: "\r\n") + "\r\n\r\n" + body)
    return RawAnswer(client.receive())
}

/// Sends JSON as a page of the server does.
func post(_ port: UInt16, _ path: String, _ body: String) throws -> RawAnswer {
    try ask(
        port, path, method: "POST",
        headers: ["Origin: http://127.0.0.1:\(port)", "Content-Type: application/json"],
        body: body)
}

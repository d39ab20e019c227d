/// What a server says before it sends the content.
struct HTTPHead: Equatable {
    let status: Int
    /// The fields by their names in lower case.
    private let fields: [String: String]

    /// Reads the lines of a head; nil if they are none.
    init?(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
        let start = lines.first?.split(separator: " ") ?? []
        guard start.count >= 2, start[0].hasPrefix("HTTP/"), let status = Int(start[1]) else { return nil }
        self.status = status
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            fields[line[..<colon].lowercased()] = String(value)
        }
        self.fields = fields
    }

    /// Whether the head of another answer follows: this one only leads there.
    var isInterim: Bool { (100..<200).contains(status) || (300..<400).contains(status) && hasLocation }

    private var hasLocation: Bool { fields["location"] != nil }

    /// How long the content is, where that is said.
    var contentLength: Int? { fields["content-length"].flatMap { Int($0) } }

    /// Where in the file the content begins, of an answer with a part of it.
    var rangeStart: Int? {
        guard let range = fields["content-range"], range.hasPrefix("bytes ") else { return nil }
        return Int(range.dropFirst("bytes ".count).prefix { $0.isNumber })
    }

    /// The name of this version of the file, if equal names promise equal bytes (RFC 9110, section 8.8.3).
    var strongTag: String? { fields["etag"].flatMap { $0.hasPrefix("\"") ? $0 : nil } }
}

/// Finds the head of the final answer in a stream of bytes.
struct HTTPHeadReader {
    /// The bytes are not the answer of a web server.
    struct NotHTTP: Error {}

    private static let sizeLimit = 1 << 18
    private static let end = Array("\r\n\r\n".utf8)

    private var pending: [UInt8] = []

    /// Takes in bytes.
    ///
    /// - Returns: The final head, once it has come, and how many of `bytes` are behind it.
    mutating func take(_ bytes: UnsafeRawBufferPointer) throws(NotHTTP) -> (HTTPHead, contentCount: Int)? {
        pending += bytes
        while let end = pending.firstRange(of: Self.end) {
            guard let head = HTTPHead(String(decoding: pending[..<end.lowerBound], as: UTF8.self)) else {
                throw NotHTTP()
            }
            pending.removeSubrange(..<end.upperBound)
            if !head.isInterim { return (head, pending.count) }
        }
        if pending.count > Self.sizeLimit { throw NotHTTP() }
        return nil
    }
}

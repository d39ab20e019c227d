/// One request for a file or for its rest, done by the program `curl`.
///
/// Foundation's own client is a separate library on Linux, and loading it would make every start of
/// the program tens of milliseconds slower.
struct HTTPTransfer {
    let url: String
    /// How many bytes of the file are there already.
    let offset: Int
    /// The version of the file that these bytes are of, where it is known.
    let tag: String?
    /// How long to wait for bytes, in seconds.
    let patience: Int

    /// A connection that is slower than this for as long as the patience counts as dead, in bytes a second.
    static let slowestSpeed = 1000

    /// Asks and reads the answer to its end, or to the first error of a closure.
    ///
    /// - Parameters:
    ///   - onHead: Is called once, before the content.
    ///   - onContent: Is called with the content, piece by piece.
    func run(
        onHead: (HTTPHead) throws(DownloadFailure) -> Void,
        onContent: (UnsafeRawBufferPointer) throws(DownloadFailure) -> Void
    ) throws(DownloadFailure) {
        let curl: ChildProgram
        do { curl = try ChildProgram("curl", arguments) } catch { throw .lasting(error) }
        let end: (code: Int32, message: String)
        do {
            try relay(from: curl, onHead, onContent)
        } catch {
            curl.stop()
            throw error
        }
        do { end = try curl.finish() } catch { throw .lasting(error) }
        if let failure = failure(code: end.code, message: end.message) { throw failure }
    }

    private var arguments: [String] {
        // --disable must come first: a user's curlrc could change the output.
        let behaviour = [
            "--disable", "--silent", "--show-error", "--include", "--no-buffer", "--location", "--globoff",
            "--proto", "=http,https", "--suppress-connect-headers",
        ]
        let limits = [
            "--connect-timeout", "\(patience)", "--speed-limit", "\(Self.slowestSpeed)", "--speed-time",
            "\(patience)",
        ]
        let range = offset == 0 ? [] : ["--header", "Range: bytes=\(offset)-"]
        let condition = offset == 0 ? [] : tag.map { ["--header", "If-Range: \($0)"] } ?? []
        return behaviour + limits + range + condition + ["--url", url]
    }

    private func relay(
        from curl: ChildProgram, _ onHead: (HTTPHead) throws(DownloadFailure) -> Void,
        _ onContent: (UnsafeRawBufferPointer) throws(DownloadFailure) -> Void
    ) throws(DownloadFailure) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { buffer.deallocate() }
        var headReader = HTTPHeadReader()
        var headIsRead = false
        while true {
            let bytes = curl.read(into: buffer)
            if bytes.isEmpty { return }
            if headIsRead {
                try onContent(bytes)
                continue
            }
            let found: (head: HTTPHead, contentCount: Int)?
            do { found = try headReader.take(bytes) } catch { throw .lasting(notHTTP) }
            guard let found else { continue }
            headIsRead = true
            try onHead(found.head)
            try onContent(UnsafeRawBufferPointer(rebasing: bytes.suffix(found.contentCount)))
        }
    }

    private var notHTTP: DataError {
        .malformed(source: url, found: "no HTTP response", expected: "one from a web server")
    }

    /// What an exit code of curl means; nil if all went well, or broke off, which the byte count tells.
    private func failure(code: Int32, message: String) -> DownloadFailure? {
        let (success, cutShort, timeout): (Int32, Int32, Int32) = (0, 18, 28)
        // Names, connections, empty answers, sends, receives, and streams of HTTP/2 and 3.
        let transient: Set<Int32> = [6, 7, 16, 35, 52, 55, 56, 92, 95, 96]
        let reason = message.drop { $0 != ")" }.dropFirst(2)
        let error = DataError.unreadable(path: url, reason: reason.isEmpty ? message : String(reason))
        switch code {
        case success, cutShort: return nil
        case timeout:
            return .transient(
                .unreadable(
                    path: url, reason: "fewer than \(Self.slowestSpeed) bytes a second came for \(patience) s"
                ))
        default: return transient.contains(code) ? .transient(error) : .lasting(error)
        }
    }
}

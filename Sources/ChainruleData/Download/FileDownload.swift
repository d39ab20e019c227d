import Foundation

/// Downloads one file: resumes a partial download, verifies it, retries, and tries the next source.
struct FileDownload {
    let file: PublishedFile
    let directory: String
    let sources: [String]
    /// How long to wait for bytes, in seconds.
    let patience: Int
    /// How many times a source is asked that fails in a way that may pass.
    let attempts: Int
    let report: (DownloadEvent) -> Void

    func run() throws(DataError) {
        if try file.isPresent(in: directory) {
            report(.present(file))
            return
        }
        let part = try PartialFile(for: "\(directory)/\(file.name)")
        defer {
            // A part without bytes is of no use to anybody.
            if part.count == 0 { part.discard() }
        }
        var lastError: DataError?
        for source in sources {
            if let lastError { report(.nextSource(file, lastError)) }
            do {
                try fetch(part, from: source)
                report(.fetched(file))
                return
            } catch {
                lastError = error
            }
        }
        if let lastError { throw lastError }
    }

    private func fetch(_ part: PartialFile, from source: String) throws(DataError) {
        let url = "\(source.hasSuffix("/") ? String(source.dropLast()) : source)/\(file.name)"
        var (failures, mostBytes, hasStartedOver) = (0, part.count, false)
        while true {
            do {
                try attempt(part, url)
                return
            } catch {
                // What the slowest connection brings within the patience is the least that counts as progress, compared
                // with the best of all attempts: a server may break off at the same place over and over.
                let hasProgressed = part.count >= mostBytes + patience * HTTPTransfer.slowestSpeed
                mostBytes = max(mostBytes, part.count)
                switch error {
                case .lasting(let error): throw error
                case .stalePart(let error):
                    // A part of an earlier day does not count.
                    if hasStartedOver { failures += 1 }
                    if failures == attempts { throw error }
                    hasStartedOver = true
                    report(.startingOver(file))
                    try part.restart(tag: nil, of: url)
                case .transient(let error):
                    failures = hasProgressed ? 1 : failures + 1
                    if failures == attempts { throw error }
                    let pause = 0.25 * Double(1 << min(failures, 8))
                    report(.retrying(file, error, pause: pause))
                    Thread.sleep(forTimeInterval: pause)
                }
            }
        }
    }

    private func attempt(_ part: PartialFile, _ url: String) throws(DownloadFailure) {
        let start = part.count
        if start > file.byteCount {
            throw .stalePart(of: url, "it has \(start) bytes, the file \(file.byteCount)")
        }
        if start < file.byteCount { try transfer(part, url) }
        guard part.count == file.byteCount else {
            throw .transient(
                .malformed(
                    source: url, found: "\(part.count) bytes before the connection ended",
                    expected: "\(file.byteCount)"))
        }
        let hash = try lasting { () throws(DataError) in try part.sha256() }
        guard hash == file.sha256 else {
            // Bytes of an older day may be the wrong ones, so all of them are fetched once more.
            if start > 0 { throw .stalePart(of: url, "with it, the file has another SHA-256") }
            try lasting { () throws(DataError) in try part.restart(tag: nil, of: url) }
            throw .lasting(.malformed(source: url, found: "SHA-256 \(hash)", expected: file.sha256))
        }
        try lasting { () throws(DataError) in try part.complete() }
    }

    private func transfer(_ part: PartialFile, _ url: String) throws(DownloadFailure) {
        let request = HTTPTransfer(url: url, offset: part.count, tag: part.tag(for: url), patience: patience)
        try request.run { (head) throws(DownloadFailure) in
            switch head.status {
            case 200: break
            case 206 where part.count > 0 && head.rangeStart == part.count: break
            case 206 where part.count > 0:
                throw .stalePart(of: url, "the server answers with another part of the file")
            case 416 where part.count > 0:
                throw .stalePart(of: url, "the server answers with HTTP status 416")
            default: throw .status(head.status, of: url)
            }
            let kept = head.status == 206 ? part.count : 0
            if let rest = head.contentLength, rest != file.byteCount - kept {
                let found = kept == 0 ? "a file of \(rest) bytes" : "\(rest) bytes after the first \(kept)"
                throw .lasting(
                    .malformed(source: url, found: found, expected: "\(file.byteCount - kept)"))
            }
            if kept > 0 {
                report(.resuming(file, at: kept))
            } else {
                try lasting { () throws(DataError) in try part.restart(tag: head.strongTag, of: url) }
            }
        } onContent: { (bytes) throws(DownloadFailure) in
            guard part.count + bytes.count <= file.byteCount else {
                try lasting { () throws(DataError) in try part.restart(tag: nil, of: url) }
                throw .lasting(
                    .malformed(
                        source: url, found: "more than \(file.byteCount) bytes", expected: "\(file.byteCount)"
                    ))
            }
            try lasting { () throws(DataError) in try part.append(bytes) }
            report(.progress(file, bytes: part.count))
        }
    }

    /// Disk errors are not retried.
    private func lasting<Result>(_ work: () throws(DataError) -> Result) throws(DownloadFailure) -> Result {
        do { return try work() } catch { throw .lasting(error) }
    }
}

extension PublishedFile {
    /// Whether the very file is in `directory`.
    func isPresent(in directory: String) throws(DataError) -> Bool {
        let path = URL(fileURLWithPath: "\(directory)/\(name)").resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular,
            attributes?[.size] as? Int == byteCount
        else { return false }
        return try SHA256.hexDigest(ofFile: path) == sha256
    }
}

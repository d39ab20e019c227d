/// Why an attempt to fetch a file failed.
enum DownloadFailure: Error {
    /// Trying the same source again may help.
    case transient(DataError)
    /// Trying the same source again would not help.
    case lasting(DataError)
    /// What there is of the file cannot be continued.
    case stalePart(DataError)

    /// Why the bytes at hand are none that the rest of `url` continues.
    static func stalePart(of url: String, _ reason: String) -> DownloadFailure {
        .stalePart(.unreadable(path: url, reason: "the part that is here cannot be continued: \(reason)"))
    }

    /// Fails for an answer with a status other than success (RFC 9110, section 15).
    static func status(_ status: Int, of url: String) -> DownloadFailure {
        let error = DataError.unreadable(path: url, reason: "the server returned HTTP status \(status)")
        return [408, 425, 429, 500, 502, 503, 504].contains(status) ? .transient(error) : .lasting(error)
    }
}

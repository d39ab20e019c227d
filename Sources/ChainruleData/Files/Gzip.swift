/// Reading of gzip streams (RFC 1952).
enum Gzip {
    typealias Failure = Inflater.Failure

    /// Whether `bytes` begin as a gzip stream does.
    static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    /// The content of all members of a gzip stream, one after the other, or some more than the first `limit`
    /// bytes of it.
    static func decompress(_ bytes: [UInt8], stoppingBeyond limit: Int) throws(Failure) -> [UInt8] {
        try Inflater(.gzip).decode(bytes[...], stoppingBeyond: limit)
    }
}

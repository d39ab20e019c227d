import CZlib

/// Decompresses with zlib.
///
/// A class, because zlib's state holds a pointer to itself and so must not move.
final class Inflater {
    enum Format {
        /// Members with a header and a checksum each (RFC 1952).
        case gzip
        /// The bare stream (RFC 1951), as zip archives hold it.
        case deflate

        var name: String { self == .gzip ? "gzip" : "deflate" }
        /// What zlib takes for the size of the window and, in the same number, for the format.
        fileprivate var windowBits: Int32 { self == .gzip ? 16 + MAX_WBITS : -MAX_WBITS }
    }

    /// Why a stream cannot be read, in words that follow "found".
    struct Failure: Error {
        let found: String
    }

    private let format: Format
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    init(_ format: Format) throws(Failure) {
        self.format = format
        stream.initialize(to: z_stream())
        let status = inflateInit2_(
            stream, format.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw failure(status) }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// The content of `bytes`: of all members, one after the other, if the format has members.
    ///
    /// Decompression stops with a failure as soon as there are more than `limit` bytes of it.
    func decode(_ bytes: ArraySlice<UInt8>, limit: Int) throws(Failure) -> [UInt8] {
        let output = try decode(bytes, stoppingBeyond: limit)
        guard output.count <= limit else {
            throw Failure(found: "a \(format.name) stream of more than \(limit) bytes")
        }
        return output
    }

    /// The content of `bytes`, or some more than the first `limit` bytes of it.
    func decode(_ bytes: ArraySlice<UInt8>, stoppingBeyond limit: Int) throws(Failure) -> [UInt8] {
        var output: [UInt8] = []
        // Enough for most files, and not much more than they take themselves, whatever they promise.
        output.reserveCapacity(min(limit, 8 * bytes.count))
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        var rest = bytes
        var isComplete = false
        // Zeros after the last member are padding, as tapes and disks write it.
        while !isComplete || (format == .gzip && rest.contains { $0 != 0 }) {
            if isComplete { inflateReset(stream) }
            let (status, used, produced) = step(input: rest, output: &chunk)
            rest = rest.dropFirst(used)
            output += chunk[..<produced]
            // zlib makes no progress only when the input has run out before the stream's end.
            guard status != Z_BUF_ERROR else {
                throw Failure(found: "a \(format.name) stream that is truncated after \(bytes.count) bytes")
            }
            guard status == Z_OK || status == Z_STREAM_END else { throw failure(status) }
            if output.count > limit { break }
            isComplete = status == Z_STREAM_END
        }
        return output
    }

    private func step(
        input: ArraySlice<UInt8>, output: inout [UInt8]
    ) -> (status: Int32, used: Int, produced: Int) {
        input.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                // zlib counts in 32 bits, and only reads from `next_in` though it is not const.
                let offered = UInt32(clamping: input.count)
                stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.pointee.avail_in = offered
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(output.count)
                let status = inflate(stream, Z_NO_FLUSH)
                return (
                    status, Int(offered - stream.pointee.avail_in),
                    output.count - Int(stream.pointee.avail_out)
                )
            }
        }
    }

    private func failure(_ status: Int32) -> Failure {
        let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
        return Failure(found: "a corrupt \(format.name) stream (\(reason))")
    }
}

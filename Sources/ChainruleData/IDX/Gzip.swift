import CZlib

/// Reading of gzip streams (RFC 1952) with zlib.
enum Gzip {
    /// Why a gzip stream cannot be read, in words that follow "found".
    struct Failure: Error {
        let found: String
    }

    /// Whether `bytes` begin as a gzip stream does.
    static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    /// The content of all members of a gzip stream, one after the other.
    static func decompress(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
        let decoder = try Decoder()
        return try decoder.decode(bytes)
    }

    /// Owns the state of zlib, which holds a pointer to itself and so must not move.
    private final class Decoder {
        private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

        init() throws(Failure) {
            stream.initialize(to: z_stream())
            let gzipOnly = 16 + MAX_WBITS
            let status = inflateInit2_(
                stream, gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
            guard status == Z_OK else { throw failure(status) }
        }

        deinit {
            inflateEnd(stream)
            stream.deallocate()
        }

        func decode(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
            var output: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 1 << 18)
            var consumed = 0
            var memberIsComplete = false
            while !memberIsComplete || consumed < bytes.count {
                if memberIsComplete { inflateReset(stream) }
                let (status, used, produced) = step(input: bytes[consumed...], output: &chunk)
                consumed += used
                output += chunk[..<produced]
                // zlib makes no progress only when the input has run out before the member's end.
                guard status != Z_BUF_ERROR else {
                    throw Failure(found: "a gzip stream that breaks off after \(bytes.count) bytes")
                }
                guard status == Z_OK || status == Z_STREAM_END else { throw failure(status) }
                memberIsComplete = status == Z_STREAM_END
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
            return Failure(found: "a corrupt gzip stream (\(reason))")
        }
    }
}

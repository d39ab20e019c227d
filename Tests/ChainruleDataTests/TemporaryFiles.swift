import CZlib
import Foundation

/// Runs `body` with the path of a new directory that is removed afterwards.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try body(directory.path)
}

/// Writes a file, and makes the folder it is in.
func write(_ bytes: [UInt8], to path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
}

/// The bytes of an IDX file whose header says whatever the test wants it to.
func idxBytes(magic: UInt32, dimensions: [UInt32], content: [UInt8]) -> [UInt8] {
    ([magic] + dimensions).flatMap { word in
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
    } + content
}

/// One gzip member.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var output = [UInt8](repeating: 0, count: bytes.count + 1024)
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    deflateInit2_(
        stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(stream) }
    let size = bytes.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            stream.pointee.next_out = output.baseAddress
            stream.pointee.avail_out = UInt32(output.count)
            precondition(deflate(stream, Z_FINISH) == Z_STREAM_END)
            return output.count - Int(stream.pointee.avail_out)
        }
    }
    return Array(output.prefix(size))
}

/// A number that names the content of `bytes`.
func checksum(_ bytes: [UInt8]) -> UInt {
    UInt(bytes.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) })
}

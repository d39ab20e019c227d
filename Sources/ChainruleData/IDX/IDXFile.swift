import Chainrule
import Foundation

/// An array of unsigned bytes as an IDX file holds it, the format of MNIST (LeCun, Cortes and Burges).
///
/// The file begins with the bytes 0, 0, 8 (unsigned bytes) and the number of dimensions; each dimension
/// follows as a big-endian 32-bit number, then the values with the last dimension running fastest.
public struct IDXFile: Sendable, Equatable {
    /// The sizes: count for labels, or count, height and width for images.
    public let dimensions: [Int]
    /// The values, as many as the product of the dimensions.
    public let bytes: [UInt8]

    /// An array to write.
    public init(dimensions: [Int], bytes: [UInt8]) {
        require(
            dimensions.count <= 255 && dimensions.allSatisfy { UInt32(exactly: $0) != nil }
                && byteCount(of: dimensions) == bytes.count,
            "IDXFile of dimensions \(dimensions) cannot hold \(bytes.count) bytes")
        self.dimensions = dimensions
        self.bytes = bytes
    }

    /// Reads a file, gzipped or not, whatever its name.
    ///
    /// - Parameters:
    ///   - path: Where the file is.
    ///   - rank: The number of dimensions it must have: 1 for labels, 3 for images.
    /// - Throws: `DataError` when the file is missing, unreadable, not valid gzip, not an IDX file of
    ///   unsigned bytes with `rank` dimensions, or not exactly as long as its header says.
    public init(path: String, rank: Int) throws(DataError) {
        let content = try readFile(path)
        guard Gzip.isGzip(content) else {
            try self.init(content: content, rank: rank, path: path)
            return
        }
        func decompressed(stoppingBeyond limit: Int) throws(DataError) -> [UInt8] {
            do { return try Gzip.decompress(content, stoppingBeyond: limit) } catch {
                throw .malformed(source: path, found: error.found, expected: "a complete gzip file")
            }
        }
        // Not more is decompressed than the header promises.
        let beginning = try decompressed(stoppingBeyond: Self.headerSize(rank: rank))
        let size = try Self.header(of: beginning, rank: rank, path: path).fileSize
        try self.init(content: decompressed(stoppingBeyond: size), rank: rank, path: path)
    }

    init(content: consuming [UInt8], rank: Int, path: String) throws(DataError) {
        // The header is compared with the bytes at hand before anything is allocated by its word.
        let (dimensions, fileSize) = try Self.header(of: content, rank: rank, path: path)
        let headerSize = Self.headerSize(rank: rank)
        let expected = fileSize - headerSize
        let shape = Self.shape(dimensions)
        guard content.count >= fileSize else {
            throw .malformed(
                source: path, found: "\(content.count - headerSize) bytes after the header",
                expected: "\(expected) (\(shape)), so the file is truncated")
        }
        guard content.count == fileSize else {
            throw .malformed(
                source: path, found: "more than \(expected) bytes after the header",
                expected: "\(expected) (\(shape)), so there are extra bytes")
        }
        // In place: a copy would take as much memory again.
        content.removeFirst(headerSize)
        self.init(dimensions: dimensions, bytes: content)
    }

    /// What the first bytes of a file say of it, and how long it must be.
    private static func header(
        of content: [UInt8], rank: Int, path: String
    ) throws(DataError) -> (dimensions: [Int], fileSize: Int) {
        func malformed(_ found: String, _ expected: String) -> DataError {
            .malformed(source: path, found: found, expected: expected)
        }
        func word(at offset: Int) -> UInt32 {
            content[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        let headerSize = headerSize(rank: rank)
        guard content.count >= 4 else {
            throw malformed("\(content.count) bytes", "an IDX header of \(headerSize) bytes")
        }
        let magic = magic(rank: rank)
        guard word(at: 0) == magic else {
            throw malformed(
                "magic number \(hexadecimal(word(at: 0)))",
                "\(hexadecimal(magic)), that of \(rank == 1 ? "labels" : "images") in unsigned bytes")
        }
        guard content.count >= headerSize else {
            throw malformed("\(content.count) bytes", "an IDX header of \(headerSize) bytes")
        }
        let dimensions = (0..<rank).map { Int(word(at: 4 + 4 * $0)) }
        guard let size = byteCount(of: dimensions), size <= .max - headerSize else {
            throw malformed("a header of \(shape(dimensions)) bytes", "a size that fits in memory")
        }
        return (dimensions, headerSize + size)
    }

    private static func shape(_ dimensions: [Int]) -> String {
        dimensions.map(String.init).joined(separator: " × ")
    }

    private static func headerSize(rank: Int) -> Int { 4 + 4 * rank }

    /// Writes the file, uncompressed, in the place of one that may be there.
    ///
    /// - Throws: `DataError.unwritable`; the path then holds what it held before.
    public func write(to path: String) throws(DataError) {
        var content = Data(capacity: 4 + 4 * dimensions.count + bytes.count)
        for word in [Self.magic(rank: dimensions.count)] + dimensions.map({ UInt32($0) }) {
            withUnsafeBytes(of: word.bigEndian) { content.append(contentsOf: $0) }
        }
        content.append(contentsOf: bytes)
        try writeFile(content, to: path)
    }

    private static func magic(rank: Int) -> UInt32 { 0x0800 | UInt32(rank) }
}

/// The product of the dimensions, or nil when it does not fit in an `Int`.
private func byteCount(of dimensions: [Int]) -> Int? {
    dimensions.reduce(1) { product, dimension -> Int? in
        guard let (result, overflows) = product?.multipliedReportingOverflow(by: dimension), !overflows
        else { return nil }
        return result
    }
}

private func hexadecimal(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}

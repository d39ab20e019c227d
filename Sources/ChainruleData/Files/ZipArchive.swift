import CZlib

/// The files of a zip archive (PKWARE's APPNOTE), stored or deflated.
struct ZipArchive {
    struct Entry {
        let name: String
        fileprivate let method: Int
        fileprivate let checksum: Int
        fileprivate let compressedSize: Int
        fileprivate let size: Int
        fileprivate let headerOffset: Int

        fileprivate var isFolder: Bool { name.hasSuffix("/") }

        fileprivate var isHidden: Bool {
            name.hasPrefix("__MACOSX/") || name.split(separator: "/").last?.hasPrefix(".") == true
        }
    }

    /// The files in the order of the archive's directory, without folders and without the hidden files that macOS adds.
    let entries: [Entry]
    private let content: [UInt8]
    private let source: String

    /// Reads the directory.
    ///
    /// - Throws: `DataError.malformed` when there is none, or when it is damaged.
    init(_ content: [UInt8], source: String) throws(DataError) {
        self.content = content
        self.source = source
        let reader = ZipReader(content: content, source: source)
        let (count, start) = try reader.directory()
        var entries: [Entry] = []
        var offset = start
        for _ in 0..<count {
            try reader.expect(0x0201_4B50, at: offset, "an entry of the central directory")
            let (nameLength, extraLength, noteLength) = (
                try reader.number(2, at: offset + 28), try reader.number(2, at: offset + 30),
                try reader.number(2, at: offset + 32)
            )
            let name = try reader.bytes(offset + 46, count: nameLength)
            var wide = try WideSizes(reader, at: offset + 46 + nameLength, count: extraLength)
            let size = try wide.value(reader.number(4, at: offset + 24))
            let compressedSize = try wide.value(reader.number(4, at: offset + 20))
            let headerOffset = try wide.value(reader.number(4, at: offset + 42))
            entries.append(
                Entry(
                    name: String(decoding: name, as: UTF8.self),
                    method: try reader.number(2, at: offset + 10),
                    checksum: try reader.number(4, at: offset + 16), compressedSize: compressedSize,
                    size: size, headerOffset: headerOffset))
            offset += 46 + nameLength + extraLength + noteLength
        }
        self.entries = entries.filter { !$0.isFolder && !$0.isHidden }
    }

    /// What a file holds.
    ///
    /// - Throws: `DataError.malformed` when it is damaged or compressed by another method.
    func content(of entry: Entry) throws(DataError) -> [UInt8] {
        let reader = ZipReader(content: content, source: source)
        try reader.expect(0x0403_4B50, at: entry.headerOffset, "the file '\(entry.name)'")
        let nameLength = try reader.number(2, at: entry.headerOffset + 26)
        let extraLength = try reader.number(2, at: entry.headerOffset + 28)
        let stored = try reader.bytes(
            entry.headerOffset + 30 + nameLength + extraLength, count: entry.compressedSize)
        func damaged(_ found: String, _ expected: String) -> DataError {
            .malformed(source: source, found: "\(found) in the file '\(entry.name)'", expected: expected)
        }
        let bytes: [UInt8]
        switch entry.method {
        case 0: bytes = Array(stored)
        case 8:
            do { bytes = try Inflater(.deflate).decode(stored, limit: entry.size) } catch {
                throw damaged(error.found, "\(entry.size) bytes")
            }
        default: throw damaged("compression method \(entry.method)", "0 (stored) or 8 (deflated)")
        }
        guard bytes.count == entry.size else { throw damaged("\(bytes.count) bytes", "\(entry.size)") }
        guard checksum(bytes) == entry.checksum else { throw damaged("a wrong checksum", "intact data") }
        return bytes
    }

    private func checksum(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBufferPointer { Int(crc32_z(0, $0.baseAddress, $0.count)) }
    }
}

/// Sizes beyond 32 bits, which an entry has in an extra field, in a fixed order, where its own are all ones.
private struct WideSizes {
    private var values: [Int] = []

    init(_ reader: ZipReader, at start: Int, count: Int) throws(DataError) {
        var offset = start
        while offset + 4 <= start + count {
            let size = try reader.number(2, at: offset + 2)
            if try reader.number(2, at: offset) == 1 {
                for field in stride(from: offset + 4, to: offset + 4 + size - 7, by: 8) {
                    values.append(try reader.number(8, at: field))
                }
            }
            offset += 4 + size
        }
    }

    mutating func value(_ narrow: Int) -> Int {
        narrow == 0xFFFF_FFFF && !values.isEmpty ? values.removeFirst() : narrow
    }
}

/// Numbers and bytes of an archive, which may end before them.
private struct ZipReader {
    let content: [UInt8]
    let source: String

    /// A little-endian number; a size of more than 63 bits fits no file and becomes the largest there is.
    func number(_ byteCount: Int, at offset: Int) throws(DataError) -> Int {
        let value = try bytes(offset, count: byteCount).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(clamping: value)
    }

    func bytes(_ offset: Int, count: Int) throws(DataError) -> ArraySlice<UInt8> {
        guard offset >= 0, offset <= content.count, count <= content.count - offset else {
            throw .malformed(
                source: source, found: "\(content.count) bytes", expected: "more, so the archive is truncated"
            )
        }
        return content[offset..<offset + count]
    }

    func expect(_ signature: Int, at offset: Int, _ what: String) throws(DataError) {
        guard try number(4, at: offset) == signature else {
            throw .malformed(source: source, found: "other bytes at \(offset)", expected: what)
        }
    }

    /// How many entries the directory has, and where it begins.
    func directory() throws(DataError) -> (count: Int, offset: Int) {
        // A note of up to 65535 bytes may follow the end record of 22.
        let signature: [UInt8] = [0x50, 0x4B, 5, 6]
        let latest = content.count - 22
        let earliest = max(0, latest - 0xFFFF)
        guard
            let end = stride(from: latest, through: earliest, by: -1).first(where: {
                content[$0..<$0 + 4].elementsEqual(signature)
            })
        else {
            throw .malformed(
                source: source, found: "no central directory", expected: "a complete zip archive")
        }
        let (count, offset) = (try number(2, at: end + 10), try number(4, at: end + 16))
        // An archive too large for these fields has a wider end record, to which a locator before this one leads.
        guard count == 0xFFFF || offset == 0xFFFF_FFFF, end >= 20 else { return (count, offset) }
        let wideEnd = try number(8, at: end - 12)
        try expect(0x0606_4B50, at: wideEnd, "the zip64 end record")
        return (try number(8, at: wideEnd + 32), try number(8, at: wideEnd + 48))
    }
}

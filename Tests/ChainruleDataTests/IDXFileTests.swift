import Chainrule
import ChainruleData
import Foundation
import Testing

@Suite("IDX files")
struct IDXFileTests {
    private let images = IDXFile(dimensions: [2, 2, 3], bytes: Array(1...12))

    @Test("what is written is read back")
    func roundTrip() throws {
        try withTemporaryDirectory { directory in
            try images.write(to: "\(directory)/images")
            #expect(try IDXFile(path: "\(directory)/images", rank: 3) == images)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["images"])
        }
    }

    @Test("the bytes of a file are those of the format")
    func format() throws {
        try withTemporaryDirectory { directory in
            try IDXFile(dimensions: [3], bytes: [7, 8, 9]).write(to: "\(directory)/labels")
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/labels"))
            #expect(Array(bytes) == [0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9])
        }
    }

    @Test("a compressed file is known by its content, whatever its name")
    func compressed() throws {
        let plain = idxBytes(magic: 0x803, dimensions: [2, 2, 3], content: Array(1...12))
        let members = gzip(Array(plain[..<9])) + gzip(Array(plain[9...]))
        for bytes in [gzip(plain), members] {
            #expect(try read(bytes, rank: 3) == images)
        }
    }

    @Test("content larger than one step of decompression is whole")
    func largeCompressed() throws {
        var random = RandomStream(seed: 1)
        let content = (0..<300_000).map { _ in UInt8(truncatingIfNeeded: random.next() & 0x0F) }
        let bytes = gzip(idxBytes(magic: 0x801, dimensions: [300_000], content: content))
        #expect(try read(bytes, rank: 1).bytes == content)
    }

    @Test(
        "a malformed file is refused in one line that says what was found and expected",
        arguments: [
            ([], 1, "found 0 bytes, expected an IDX header of 8 bytes"),
            ([0, 0, 8], 1, "found 3 bytes, expected an IDX header of 8 bytes"),
            ([0, 0, 8, 3, 0, 0, 0, 1], 3, "found 8 bytes, expected an IDX header of 16 bytes"),
            (
                [0, 0, 8, 1, 0, 0, 0, 0], 3,
                "found magic number 0x00000801, expected 0x00000803, that of images in unsigned bytes"
            ),
            (
                [0, 0, 13, 1, 0, 0, 0, 0], 1,
                "found magic number 0x00000d01, expected 0x00000801, that of labels in unsigned bytes"
            ),
            (
                [0, 0, 8, 1, 0, 0, 0, 3, 1, 2], 1,
                "found 2 bytes after the header, expected 3 (3), so the file is truncated"
            ),
            (
                [0, 0, 8, 1, 0, 0, 0, 1, 1, 2], 1,
                "found more than 1 bytes after the header, expected 1 (1), so there are extra bytes"
            ),
        ] as [([UInt8], Int, String)])
    func malformed(bytes: [UInt8], rank: Int, message: String) throws {
        try expectRefusal(of: bytes, rank: rank, message)
    }

    @Test("a header of absurd sizes is refused before anything is allocated")
    func absurdSizes() throws {
        let huge = UInt32.max
        try expectRefusal(
            of: idxBytes(magic: 0x803, dimensions: [huge, huge, huge], content: [1]), rank: 3,
            "found a header of \(huge) × \(huge) × \(huge) bytes, expected a size that fits in memory")
        try expectRefusal(
            of: idxBytes(magic: 0x803, dimensions: [huge, 1000, 1000], content: [1]), rank: 3,
            "found 1 bytes after the header, expected \(Int(huge) * 1_000_000) (\(huge) × 1000 × 1000), "
                + "so the file is truncated")
    }

    @Test("no more is decompressed than the header asks for")
    func bomb() throws {
        let zeros = [UInt8](repeating: 0, count: 4 << 20)
        let whole = gzip(idxBytes(magic: 0x803, dimensions: [1, 28, 28], content: zeros))
        // The damage at the stream's end would be found if it were read so far.
        try expectRefusal(
            of: Array(whole.dropLast(100)), rank: 3,
            "found more than 784 bytes after the header, expected 784 (1 × 28 × 28), so there are extra bytes"
        )
    }

    @Test("zeros behind a gzip stream are skipped")
    func trailingZeros() throws {
        let whole = gzip(idxBytes(magic: 0x803, dimensions: [2, 2, 3], content: Array(1...12)))
        #expect(try read(whole + [UInt8](repeating: 0, count: 512), rank: 3) == images)
    }

    @Test("a damaged gzip stream is refused")
    func damagedCompression() throws {
        let whole = gzip(idxBytes(magic: 0x801, dimensions: [4], content: [1, 2, 3, 4]))
        try expectRefusal(
            of: Array(whole.dropLast()), rank: 1,
            "found a gzip stream that is truncated after \(whole.count - 1) bytes, expected a complete gzip file"
        )
        try expectRefusal(
            of: [0x1F, 0x8B], rank: 1,
            "found a gzip stream that is truncated after 2 bytes, expected a complete gzip file")
        try expectRefusal(
            of: whole + [1, 2, 3], rank: 1,
            "found a corrupt gzip stream (incorrect header check), expected a complete gzip file")
        var wrongSum = whole
        wrongSum[whole.count - 8] ^= 1
        try expectRefusal(
            of: wrongSum, rank: 1,
            "found a corrupt gzip stream (incorrect data check), expected a complete gzip file")
    }

    @Test("a path without a file, or with a directory, is refused")
    func notAFile() throws {
        try withTemporaryDirectory { directory in
            let missing = #expect(throws: DataError.self) {
                try IDXFile(path: "\(directory)/nothing", rank: 1)
            }
            #expect(missing?.description == "\(directory)/nothing: does not exist, expected a file")
            let wrong = #expect(throws: DataError.self) { try IDXFile(path: directory, rank: 1) }
            #expect(wrong?.description == "\(directory): found a directory, expected a file")
        }
    }

    @Test("a path that cannot be written is named and leaves nothing behind")
    func unwritable() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/none/labels"
            let error = #expect(throws: DataError.self) { try images.write(to: path) }
            let message = try #require(error).description
            #expect(message.hasPrefix("\(path): cannot be written: ") && !message.contains("\n"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
        }
    }

    @Test("no damage to a file makes the reader trap", arguments: [false, true])
    func fuzz(compressed: Bool) throws {
        let plain = idxBytes(magic: 0x803, dimensions: [2, 3, 4], content: Array(0..<24))
        let valid = compressed ? gzip(plain) : plain
        var random = RandomStream(seed: 20, stream: compressed ? 1 : 0)
        try withTemporaryDirectory { directory in
            let path = "\(directory)/damaged"
            for _ in 0..<300 {
                var bytes = valid
                for _ in 0...random.integer(below: 3) {
                    bytes[random.integer(below: bytes.count)] = UInt8(random.integer(below: 256))
                }
                bytes.removeLast(random.integer(below: 3) == 0 ? random.integer(below: bytes.count) : 0)
                try write(bytes, to: path)
                do {
                    let file = try IDXFile(path: path, rank: 3)
                    #expect(file.bytes.count == file.dimensions.reduce(1, *))
                } catch let error as DataError {
                    #expect(error.description.hasPrefix("\(path): found "))
                }
            }
        }
    }

    private func read(_ bytes: [UInt8], rank: Int) throws -> IDXFile {
        try withTemporaryDirectory { directory in
            try write(bytes, to: "\(directory)/file")
            return try IDXFile(path: "\(directory)/file", rank: rank)
        }
    }

    private func expectRefusal(of bytes: [UInt8], rank: Int, _ message: String) throws {
        try withTemporaryDirectory { directory in
            try write(bytes, to: "\(directory)/file")
            let error = #expect(throws: DataError.self) {
                try IDXFile(path: "\(directory)/file", rank: rank)
            }
            #expect(error?.description == "\(directory)/file: \(message)")
        }
    }
}

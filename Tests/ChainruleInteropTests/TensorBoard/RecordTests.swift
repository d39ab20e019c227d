import ChainruleInterop
import Foundation
import TestSupport
import Testing

@Suite("Records of an event file")
struct RecordTests {
    @Test("the checksum is that of RFC 3720, appendix B.4")
    func checksums() {
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(CRC32C.checksum(0..<32 as Range<UInt8>) == 0x46DD_794E)
        #expect(CRC32C.checksum((0..<32 as Range<UInt8>).reversed()) == 0x113F_DB5C)
        #expect(CRC32C.checksum("123456789".utf8) == 0xE306_9283)
        #expect(CRC32C.checksum([]) == 0)
    }

    @Test("are read back whole, empty ones too")
    func framing() throws {
        let contents: [[UInt8]] = [[], [7], Array(repeating: 0xFF, count: 300)]
        let (records, rest) = try RecordReader.records(of: contents.flatMap(TFRecord.framed))
        #expect(records == contents)
        #expect(rest == 0)
    }

    @Test("numbers, texts and messages are encoded as the protocol buffers' guide shows")
    func protobuf() {
        // The examples of the guide: 150 in field 1, "testing" in field 2, the first as a message in field 3.
        #expect(ProtobufMessage { $0.add(150, to: 1) }.bytes == [0x08, 0x96, 0x01])
        #expect(ProtobufMessage { $0.add("testing", to: 2) }.bytes == [0x12, 0x07] + Array("testing".utf8))
        #expect(
            ProtobufMessage { message in message.add(to: 3) { $0.add(150, to: 1) } }.bytes
                == [0x1A, 0x03, 0x08, 0x96, 0x01])
        #expect(
            ProtobufMessage { $0.add(-2, to: 1) }.bytes == [0x08, 0xFE] + [UInt8](repeating: 0xFF, count: 8)
                + [1])
        #expect(ProtobufMessage { $0.add(Float(1), to: 16) }.bytes == [0x85, 0x01, 0, 0, 0x80, 0x3F])
        #expect(ProtobufMessage { $0.add(1.0, to: 1) }.bytes == [0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
        #expect(ProtobufMessage { $0.add([1.0], to: 1) }.bytes == [0x0A, 8, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
    }

    @Test("a write that fails half-way is continued at the very byte")
    func interruptedWrite() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        defer { close(reading) }
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        let file = AppendingFile(descriptor: writing, path: "pipe")
        // More than a pipe holds, so that the system takes a part and refuses the rest.
        let contents = (0..<200).map { [UInt8](repeating: UInt8($0), count: 5003) }
        var failures = 0
        for content in contents {
            do { try file.append(TFRecord.framed(content)) } catch {
                failures += 1
                #expect(error.path == "pipe")
            }
        }
        #expect(failures > 0)
        var received: [UInt8] = []
        while true {
            received += drain(reading)
            do {
                try file.flush()
                break
            } catch {}
        }
        received += drain(reading)
        let (records, rest) = try RecordReader.records(of: received)
        #expect(records == contents)
        #expect(rest == 0)
    }

    /// What lies in a pipe.
    private func drain(_ descriptor: Int32) -> [UInt8] {
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count <= 0 { return received }
            received += chunk[..<count]
        }
    }

    @Test(
        "a full disk is reported with the file and the reason",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "the system has no /dev/full"))
    func fullDisk() throws {
        let file = AppendingFile(descriptor: open("/dev/full", O_WRONLY), path: "/dev/full")
        try file.append([1])
        for _ in 0..<2 {
            let error = #expect(throws: TensorBoardError.self) { try file.flush() }
            #expect(
                error?.description
                    == "cannot write '/dev/full': write of full failed: No space left on device")
        }
    }
}

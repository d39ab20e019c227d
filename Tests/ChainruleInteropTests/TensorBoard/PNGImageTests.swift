import CZlib
import Chainrule
import ChainruleInterop
import Testing

@Suite("A PNG image")
struct PNGImageTests {
    /// Signature, header and rows of a file, taken apart.
    private func decoded(_ file: [UInt8]) throws -> (header: [UInt8], rows: [UInt8]) {
        #expect(Array(file.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        var chunks: [String: [UInt8]] = [:]
        var place = 8
        func number(at place: Int) -> Int { file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
        while place < file.count {
            let end = place + 8 + number(at: place)
            let content = Array(file[place + 4..<end])
            #expect(number(at: end) == Int(crc32(0, content, UInt32(content.count))))
            chunks[String(decoding: content.prefix(4), as: UTF8.self)] = Array(content.dropFirst(4))
            place = end + 4
        }
        let (header, data) = (try #require(chunks["IHDR"]), try #require(chunks["IDAT"]))
        #expect(chunks["IEND"] == [])
        var rows = [UInt8](repeating: 0, count: 1 << 16)
        var count = uLong(rows.count)
        try #require(uncompress(&rows, &count, data, uLong(data.count)) == Z_OK)
        return (header, Array(rows.prefix(Int(count))))
    }

    @Test("in grey has a byte for a pixel; numbers outside 0 to 1 are cut off")
    func grey() throws {
        let tensor = Tensor([0, 0.5, 1, -3, 7, .nan] as [Float], shape: [2, 3])
        for tensor in [tensor, tensor.reshaped(to: [1, 2, 3]), tensor.cast(to: .float64)] {
            let (header, rows) = try decoded(PNGImage(tensor).encoded())
            #expect(header == [0, 0, 0, 3, 0, 0, 0, 2, 8, 0, 0, 0, 0])
            #expect(rows == [0, 0, 128, 255, 0, 0, 255, 0])
        }
    }

    @Test("in colour has red, green and blue side by side")
    func color() throws {
        let tensor = Tensor([1, 2, 3, 4, 5, 6] as [UInt8], shape: [3, 1, 2])
        let (header, rows) = try decoded(PNGImage(tensor).encoded())
        #expect(header == [0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0])
        #expect(rows == [0, 1, 3, 5, 2, 4, 6])
    }

    @Test("of many pixels is compressed whole")
    func large() throws {
        let row: [UInt8] = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 7) }
        let image = Tensor(row, shape: [1, 1000]).broadcast(to: [60, 1000])
        let (_, rows) = try decoded(PNGImage(image).encoded())
        #expect(rows == Array(repeatElement([0] + row, count: 60).joined()))
    }

    @Test("of another shape or type is reported as a mistake")
    func mismatches() async throws {
        let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = PNGImage(Tensor.zeros([2, 4, 4]))
        }
        let message = String(decoding: try #require(shape).standardErrorContent, as: UTF8.self)
        #expect(message.contains("[3, height, width], got [2, 4, 4]"))
        await #expect(processExitsWith: .failure) { _ = PNGImage(Tensor.zeros([0, 4])) }
        await #expect(processExitsWith: .failure) { _ = PNGImage(Tensor.zeros([4, 4], dtype: .int32)) }
    }
}

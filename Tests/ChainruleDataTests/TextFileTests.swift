import ChainruleData
import Foundation
import TestSupport
import Testing

@Suite("Texts") struct TextFileTests {
    private func read(_ bytes: [UInt8]) throws -> (text: String?, error: String?) {
        try withTemporaryDirectory { directory in
            let file = directory.appending(path: "text.txt")
            try Data(bytes).write(to: file)
            do throws(DataError) { return (try TextFile.read(file.path), nil) } catch {
                return (nil, error.description.replacing(file.path, with: "text.txt"))
            }
        }
    }

    @Test("are read whole, without a byte order mark")
    func whole() throws {
        #expect(try read(Array("naïve\r\n\n ☂".utf8)).text == "naïve\r\n\n ☂")
        #expect(try read([0xEF, 0xBB, 0xBF] + "a".utf8).text == "a")
    }

    @Test("that are empty, binary or not UTF-8 get an error that says where")
    func refusals() throws {
        #expect(try read([]).error == "text.txt: found an empty file, expected a text")
        #expect(try read([0xEF, 0xBB, 0xBF]).error == "text.txt: found an empty file, expected a text")
        #expect(try read([0x1F, 0x8B, 8]).error == "text.txt: found a gzip file, expected UTF-8 text")
        // A lone continuation byte, a character that is cut off, and one beyond the last there is.
        for (bytes, place) in [
            ([0x61, 0x80, 0x62], 1), ([0xC3, 0xA9, 0xE2, 0x82], 2), ([0x61, 0xF5, 0x80, 0x80, 0x80], 1),
            ([0xEF, 0xBB, 0xBF, 0x61, 0xFF], 4),
        ] as [([UInt8], Int)] {
            #expect(try read(bytes).error == "text.txt: found invalid UTF-8 at byte \(place), expected UTF-8")
        }
    }

    @Test("Tales are the same for the same seed, as long as asked for, and have quotes and indented lines")
    func tales() {
        let text = Tales.write(characters: 20_000, seed: 3)
        #expect(text == Tales.write(characters: 20_000, seed: 3))
        #expect(text != Tales.write(characters: 20_000, seed: 4))
        #expect((20_000..<23_000).contains(text.count))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 64 })
        #expect(text.count { $0 == "\"" }.isMultiple(of: 2))
        #expect(text.contains("\n        "))
    }
}

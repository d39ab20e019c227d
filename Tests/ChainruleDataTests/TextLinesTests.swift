import ChainruleData
import Testing

@Suite("Lines of text")
struct TextLinesTests {
    private func lines(_ bytes: [UInt8]) throws -> [String] {
        try withTemporaryDirectory { directory in
            try write(bytes, to: "\(directory)/text")
            let lines = try TextLines(path: "\(directory)/text")
            return try (0..<lines.count).map { try lines.example(at: $0) }
        }
    }

    @Test(
        "end at \\n or \\r\\n, the last also at the end of the file",
        arguments: [
            ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\n\n", ["a", ""]),
            ("a\r\nb", ["a", "b"]), ("Grüße\n日本 🎉\n", ["Grüße", "日本 🎉"]), ("\u{FEFF}a\nb", ["a", "b"]),
            ("\u{FEFF}", []), ("a\rb\n", ["a\rb"]),
        ] as [(String, [String])])
    func ends(text: String, expected: [String]) throws {
        #expect(try lines(Array(text.utf8)) == expected)
    }

    @Test("in another encoding are refused with their number, and the others read")
    func encoding() throws {
        try withTemporaryDirectory { directory in
            try write(
                Array("one\n".utf8) + [0x66, 0xFC, 0x72, 0x0A] + Array("three".utf8), to: "\(directory)/text")
            let lines = try TextLines(path: "\(directory)/text")
            #expect(lines.count == 3)
            #expect(try lines.example(at: 2) == "three")
            let error = #expect(throws: DataError.self) { try lines.example(at: 1) }
            #expect(
                error?.description == "\(directory)/text: found invalid UTF-8 in line 2, expected UTF-8")
        }
    }

    @Test("of a file that is not there are an error")
    func missing() {
        let error = #expect(throws: DataError.self) { try TextLines(path: "/no/such/text") }
        #expect(error?.description == "/no/such/text: does not exist, expected a file")
    }
}

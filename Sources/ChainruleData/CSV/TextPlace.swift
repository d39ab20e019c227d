/// A place in a text as people count: lines and characters, both from 1.
struct TextPlace {
    let line: Int
    let character: Int

    init(of position: Int, in bytes: UnsafeRawBufferPointer) {
        var (line, lineStart, index) = (1, 0, 0)
        while index < position {
            let isPair = bytes[index] == 13 && index + 1 < bytes.count && bytes[index + 1] == 10
            let isEnd = bytes[index] == 10 || bytes[index] == 13
            index += isPair ? 2 : 1
            if isEnd { (line, lineStart) = (line + 1, index) }
        }
        self.line = line
        let before = UnsafeRawBufferPointer(rebasing: bytes[lineStart..<max(lineStart, position)])
        character = String(decoding: before, as: UTF8.self).count + 1
    }
}

/// Throws if the text is not valid UTF-8, and names the line.
func checkText(_ bytes: UnsafeRawBufferPointer, _ source: String) throws(DataError) {
    try refuseBinary(bytes, source)
    // Bit by bit, so that no copy of a large file is made.
    var start = 0
    while start < bytes.count {
        let limit = min(start + 1 << 16, bytes.count)
        let end = bytes[limit...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let part = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        if part.contains(where: { $0 >= 0x80 }), String(validating: part, as: UTF8.self) == nil {
            let lines = part.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
            let before = bytes[..<start].count { $0 == UInt8(ascii: "\n") }
            throw .malformed(
                source: source, found: "invalid UTF-8 in line \(before + line + 1)", expected: "UTF-8")
        }
        start = end + 1
    }
}

import ChainruleData
import Testing

@Suite("SHA-256")
struct DownloadSHA256Tests {
    @Test(
        "of the standard's own examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
                    + "mnopqrstnopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ])
    func standard(_ text: String, _ digest: String) {
        #expect(SHA256.hexDigest(of: Array(text.utf8)) == digest)
    }

    /// The last number is from Python's hashlib: the hash of all 201 digests in a row.
    @Test("of every length around the borders of blocks, in pieces as in one")
    func pieces() {
        var all = SHA256()
        for length in 0...200 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7) }
            let whole = SHA256.hexDigest(of: bytes)
            all.update(Array(whole.utf8))
            for pieceSize in [1, 7, 63, 64, 65] {
                var hash = SHA256()
                for start in stride(from: 0, to: length, by: pieceSize) {
                    hash.update(Array(bytes[start..<min(start + pieceSize, length)]))
                }
                #expect(hash.hexDigest == whole)
                #expect(hash.hexDigest == whole)
            }
        }
        #expect(all.hexDigest == "020088e9c26b95faf20594b4a5301fc5493cad4e2e0e002a0233825ae81dbd5f")
    }

    @Test("of a file is that of its bytes; where there is none, it is missing")
    func file() throws {
        try withTemporaryDirectory { directory in
            let bytes = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0) }
            try write(bytes, to: "\(directory)/file")
            #expect(try SHA256.hexDigest(ofFile: "\(directory)/file") == SHA256.hexDigest(of: bytes))
            #expect(throws: DataError.missing(path: "\(directory)/none", expected: "a file")) {
                try SHA256.hexDigest(ofFile: "\(directory)/none")
            }
            #expect(throws: DataError.self) { try SHA256.hexDigest(ofFile: directory) }
        }
    }
}

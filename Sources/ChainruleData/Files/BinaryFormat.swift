/// Refuses what is read as a text, but by its first bytes is something else.
func refuseBinary(_ content: some Collection<UInt8>, _ source: String) throws(DataError) {
    let formats: [(beginning: [UInt8], name: String)] = [
        ([0x93] + "NUMPY".utf8, "a NumPy array"), ([0x50, 0x4B, 3, 4], "a zip archive"),
        ([0x1F, 0x8B], "a gzip file"), ([0xFF, 0xD8, 0xFF], "a JPEG file"),
        ([0x89, 0x50, 0x4E, 0x47], "a PNG file"), ([0, 0, 8, 1], "an IDX file"),
        ([0, 0, 8, 3], "an IDX file"),
        (Array("%PDF-".utf8), "a PDF file"),
    ]
    guard let format = formats.first(where: { content.starts(with: $0.beginning) }) else { return }
    throw .malformed(source: source, found: format.name, expected: "UTF-8 text")
}

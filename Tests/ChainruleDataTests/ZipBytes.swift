import CZlib

/// A zip archive of files, stored or deflated; `isWide` puts sizes into the extra fields of files beyond 4 GiB.
func zipBytes(_ files: [(name: String, content: [UInt8])], deflates: Bool, isWide: Bool = false) -> [UInt8] {
    var (archive, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, content) in files {
        // A gzip member is a header of 10 bytes, the bare stream, and 8 bytes of checksum and size.
        let stored = deflates ? Array(gzip(content).dropFirst(10).dropLast(8)) : content
        let sizes =
            isWide
            ? little(0xFFFF_FFFF, 4) + little(0xFFFF_FFFF, 4)
            : little(stored.count, 4) + little(content.count, 4)
        let extra =
            isWide ? little(1, 2) + little(16, 2) + little(content.count, 8) + little(stored.count, 8) : []
        let common =
            little(20, 2) + little(0, 2) + little(deflates ? 8 : 0, 2) + little(0, 4)
            + little(Int(checksum(content)), 4) + sizes + little(name.utf8.count, 2) + little(extra.count, 2)
        directory +=
            little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2)
            + little(0, 4) + little(archive.count, 4) + Array(name.utf8) + extra
        archive += little(0x0403_4B50, 4) + common + Array(name.utf8) + extra + stored
    }
    let end =
        little(0x0605_4B50, 4) + little(0, 4) + little(files.count, 2) + little(files.count, 2)
        + little(directory.count, 4) + little(archive.count, 4) + little(0, 2)
    return archive + directory + end
}

private func little(_ number: Int, _ byteCount: Int) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}

import Foundation

/// Writes a file atomically.
///
/// `body` writes to a temporary file of the same directory, which takes the place of `url` once all of it is
/// on the disk. If anything fails before, the temporary file is removed and `url` is as it was. A link at `url`
/// stays; the file it leads to is replaced.
///
/// - Throws: `SystemError` if the system refuses; what `body` throws.
package func writeAtomically(to url: URL, _ body: (OutputFile) throws -> Void) throws {
    let target = url.resolvingSymlinksInPath()
    let directory = target.deletingLastPathComponent()
    let name = ".\(target.lastPathComponent).\(UUID().uuidString).tmp"
    let temporary = directory.appendingPathComponent(name)
    let file = try OutputFile(opening: temporary.path, O_WRONLY | O_CREAT | O_EXCL, named: target.path)
    do {
        try body(file)
        try file.synchronize()
        try file.close()
        try renameDurably(temporary, to: target)
    } catch {
        unlink(temporary.path)
        throw error
    }
}

/// Removes the temporary files that ``writeAtomically(to:_:)`` leaves in a directory if the process is killed.
package func removeUnfinishedFiles(in directory: URL) {
    let manager = FileManager.default
    for name in (try? manager.contentsOfDirectory(atPath: directory.path)) ?? [] {
        let parts = name.split(separator: ".")
        guard name.hasPrefix("."), parts.count > 2, parts.last == "tmp",
            UUID(uuidString: String(parts[parts.count - 2])) != nil
        else { continue }
        try? manager.removeItem(at: directory.appending(path: name))
    }
}

/// Gives a file or directory, whose content is on the disk, its final name, and waits until that is there too.
package func renameDurably(_ source: URL, to target: URL) throws(SystemError) {
    if rename(source.path, target.path) != 0 { throw SystemError("rename", target.path) }
    try synchronize(target.deletingLastPathComponent())
}

/// Writes a directory's entries to the disk, so that a rename survives a power failure.
private func synchronize(_ directory: URL) throws(SystemError) {
    let descriptor = open(directory.path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
        // In a directory that may be written and not read, the file is whole without it.
        if errno == EACCES { return }
        throw SystemError("open", directory.path)
    }
    do { try OutputFile(descriptor: descriptor, path: directory.path).synchronize() } catch {
        // Some file systems cannot do that for a directory.
        if ![EINVAL, ENOTSUP, ENOSYS].contains(error.code) { throw error }
    }
}

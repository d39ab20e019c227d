import Foundation

/// Writes a file that appears at `url` whole or not at all.
///
/// `body` writes to a temporary file of the same directory, which takes the place of `url` once all of it is
/// on the disk. If anything fails, the temporary file is removed and `url` is as it was. A link at `url`
/// stays; the file it leads to is replaced.
package func writeAtomically(to url: URL, _ body: (FileHandle) throws -> Void) throws {
    let target = url.resolvingSymlinksInPath()
    let directory = target.deletingLastPathComponent()
    let name = ".\(target.lastPathComponent).\(UUID().uuidString).tmp"
    let temporary = directory.appendingPathComponent(name)
    let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw SystemError() }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
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

/// Takes away what ``writeAtomically(to:_:)`` leaves in a directory when the process is killed.
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

/// Gives a file or directory, whose content is on the disk, its final name.
package func renameDurably(_ source: URL, to target: URL) throws {
    if rename(source.path, target.path) != 0 { throw SystemError() }
    synchronize(target.deletingLastPathComponent())
}

/// Puts a directory's entries on the disk, so that a renaming outlives a power failure.
///
/// Some file systems cannot do that for a directory; the file is whole without it.
private func synchronize(_ directory: URL) {
    let descriptor = open(directory.path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return }
    fsync(descriptor)
    close(descriptor)
}

/// The reason why the last system call failed.
private struct SystemError: LocalizedError {
    private let code = errno
    var errorDescription: String? { String(cString: strerror(code)) }
}

import Chainrule
import Foundation

/// What has come of a file so far: `NAME.part`, which stays when the program ends, and beside it
/// `NAME.part.tag`, the version of the file that the bytes are of.
///
/// While one program writes the part, others keep away.
final class PartialFile {
    let target: String
    private let handle: FileHandle
    private(set) var count: Int

    private var path: String { target + ".part" }
    private var tagPath: String { path + ".tag" }

    /// Opens the part of the file that is to be at `target`, or begins one.
    ///
    /// A link in its place is not followed: it would lead to a file that is none of ours.
    ///
    /// - Throws: `DataError.unwritable`, also when another program is writing the part.
    init(for target: String) throws(DataError) {
        self.target = target
        let path = target + ".part"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else {
            if errno != ELOOP { throw Self.unwritable(path) }
            throw .unwritable(path: path, reason: "it is a link: remove it")
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.isSame(descriptor, path) else {
            throw .unwritable(path: path, reason: "another process is writing it")
        }
        count = Int(lseek(descriptor, 0, SEEK_END))
    }

    /// Whether the open file is still the one at `path`: whoever held the lock may have renamed it.
    private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
        var (opened, present) = (stat(), stat())
        return fstat(descriptor, &opened) == 0 && stat(path, &present) == 0
            && opened.st_ino == present.st_ino
    }

    /// The version that the bytes are of, as the server of `url` called it.
    func tag(for url: String) -> String? {
        let lines = (try? String(contentsOfFile: tagPath, encoding: .utf8))?.split(separator: "\n") ?? []
        return lines.count == 2 && lines[0] == url ? String(lines[1]) : nil
    }

    /// Throws away what has come, for content of the version `tag` from `url`.
    func restart(tag: String?, of url: String) throws(DataError) {
        do {
            try handle.truncate(atOffset: 0)
            count = 0
            unlink(tagPath)
            if let tag { try Data("\(url)\n\(tag)\n".utf8).write(to: URL(fileURLWithPath: tagPath)) }
        } catch {
            throw .unwritable(path: path, reason: oneLine(error))
        }
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(DataError) {
        do {
            try handle.write(contentsOf: Data(bytes))
            count += bytes.count
        } catch {
            throw .unwritable(path: path, reason: oneLine(error))
        }
    }

    /// The SHA-256 of what is on disk.
    func sha256() throws(DataError) -> String { try SHA256.hexDigest(ofFile: path) }

    /// Makes the part the file that it was meant to become.
    func complete() throws(DataError) {
        do { try handle.synchronize() } catch { throw .unwritable(path: path, reason: oneLine(error)) }
        guard rename(path, target) == 0 else { throw Self.unwritable(target) }
        unlink(tagPath)
    }

    /// Removes the part.
    func discard() {
        unlink(path)
        unlink(tagPath)
    }

    private static func unwritable(_ path: String) -> DataError {
        .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
}

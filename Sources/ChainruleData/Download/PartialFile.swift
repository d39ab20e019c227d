import Chainrule
import Foundation

/// What has come of a file so far: `NAME.part`, which stays when the program ends, and beside it
/// `NAME.part.tag`, the version of the file that the bytes are of.
///
/// While one program writes the part, others keep away.
final class PartialFile {
    let target: String
    private let file: OutputFile
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
        do { file = try OutputFile(opening: path, O_RDWR | O_CREAT | O_NOFOLLOW) } catch {
            let reason = error.code == ELOOP ? "it is a link: remove it" : error.description
            throw .unwritable(path: path, reason: reason)
        }
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0, Self.isSame(file.descriptor, path) else {
            throw .unwritable(path: path, reason: "another process is writing it")
        }
        count = Int(lseek(file.descriptor, 0, SEEK_END))
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
        try writing { () throws(SystemError) in
            if ftruncate(file.descriptor, 0) != 0 { throw SystemError("ftruncate", path) }
            lseek(file.descriptor, 0, SEEK_SET)
            count = 0
            if unlink(tagPath) != 0 && errno != ENOENT { throw SystemError("unlink", tagPath) }
        }
        if let tag { try writeFile(Data("\(url)\n\(tag)\n".utf8), to: tagPath) }
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(DataError) {
        var place = 0
        defer { count += place }
        try writing { () throws(SystemError) in try file.write(bytes, from: &place) }
    }

    /// The SHA-256 of what is on disk.
    func sha256() throws(DataError) -> String { try SHA256.hexDigest(ofFile: path) }

    /// Makes the part the file that it was meant to become.
    func complete() throws(DataError) {
        try writing { () throws(SystemError) in
            try file.synchronize()
            try renameDurably(URL(fileURLWithPath: path), to: URL(fileURLWithPath: target))
        }
        unlink(tagPath)
    }

    /// Removes the part.
    func discard() {
        unlink(path)
        unlink(tagPath)
    }

    private func writing(_ body: () throws(SystemError) -> Void) throws(DataError) {
        do { try body() } catch { throw .unwritable(path: path, reason: error.description) }
    }
}

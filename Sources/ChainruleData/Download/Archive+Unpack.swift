import Chainrule
import Foundation

extension PublishedDataset.Archive {
    /// Takes the members out of the archive at `path`, and removes the archive.
    ///
    /// A member appears in `directory` only when its size and its SHA-256 are right.
    func unpack(_ path: String, into directory: String) throws(DataError) {
        let workplace = path + ".unpacked"
        let files = FileManager.default
        // Left by a process that was killed.
        try? files.removeItem(atPath: workplace)
        defer { try? files.removeItem(atPath: workplace) }
        if mkdir(workplace, 0o777) != 0 {
            throw .unwritable(path: workplace, reason: SystemError("mkdir", workplace).description)
        }
        // With a colon before the first slash, a relative path would be one on another machine.
        let archive = URL(fileURLWithPath: path).path
        let tar = try ChildProgram(
            "tar", ["-xzf", archive, "-C", workplace] + members.map { "\(folder)/\($0.name)" })
        let end = try tar.finish()
        guard end.code == 0 else { throw .unreadable(path: path, reason: end.message) }
        for member in members {
            let source = "\(workplace)/\(folder)"
            // A link to the very bytes would leave a link.
            guard isRegularFile("\(source)/\(member.name)"), try member.isPresent(in: source) else {
                throw .malformed(
                    source: path, found: "another \(member.name)",
                    expected: "one of \(member.byteCount) bytes and SHA-256 \(member.sha256)")
            }
            try install("\(source)/\(member.name)", as: "\(directory)/\(member.name)")
        }
        unlink(path)
    }

    private func install(_ source: String, as target: String) throws(DataError) {
        do {
            try OutputFile(opening: source, O_RDONLY, named: target).synchronize()
            try renameDurably(URL(fileURLWithPath: source), to: URL(fileURLWithPath: target))
        } catch {
            throw .unwritable(path: target, reason: error.description)
        }
    }
}

import Chainrule
import ChainruleData
import Foundation

/// Opens a file, or a directory, for one process at a time and those that it hands the file on to.
///
/// - Parameters:
///   - flags: as `open` takes them.
///   - waits: whether this waits until nobody else has the file.
/// - Throws: `DataError` if the file cannot be opened or locked; with `busy` as its reason if another has it.
func openLocked(
    _ path: String, _ flags: Int32, waits: Bool, busy: String = "another process is using it"
) throws(DataError) -> OutputFile {
    let file: OutputFile
    do { file = try OutputFile(opening: path, flags) } catch {
        throw .unwritable(path: path, reason: oneLine(error))
    }
    while flock(file.descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
        if errno == EINTR { continue }
        throw .unwritable(
            path: path, reason: errno == EWOULDBLOCK ? busy : oneLine(SystemError("flock", path)))
    }
    return file
}

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
) throws(DataError) -> FileHandle {
    let descriptor = open(path, flags | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    while flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
        if errno == EINTR { continue }
        let reason = errno == EWOULDBLOCK ? busy : "cannot be locked: \(String(cString: strerror(errno)))"
        throw .unwritable(path: path, reason: reason)
    }
    return file
}

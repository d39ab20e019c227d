import ChainruleData
import Foundation

/// Keeps other processes from training in the same directory, as long as this one does.
///
/// The lock is the system's and ends with the process, whatever that dies of.
final class RunLock: TrainingObserver {
    private let directory: RunDirectory
    private var lock: FileHandle?

    init(_ directory: RunDirectory) { self.directory = directory }

    func trainingBegins(_ training: Training) throws {
        try directory.create()
        lock = try openLocked(
            directory.url.path, O_RDONLY | O_DIRECTORY, waits: false,
            busy: "another process is training there")
    }

    func trainingEnds(_ outcome: Outcome, of training: Training) { lock = nil }
}

import Chainrule
import ChainruleData
import ChainruleTraining
import Foundation

extension RunDirectory {
    /// Trains a new run in the directory, which is made if there is none, while no other process trains there.
    ///
    /// - Throws: `DataError` if it holds an earlier run, which is never overwritten, another process is training there,
    ///   or it cannot be written; what `train` throws.
    public func begin<Result>(_ train: () throws -> Result) throws -> Result {
        try create()
        return try whileLocked {
            try requireUnused()
            return try train()
        }
    }

    /// Resumes the run that was begun in the directory, while no other process trains there.
    ///
    /// - Throws: `DataError` if there is no run, or another process is training there; what `train` throws.
    public func resume<Result>(_ train: () throws -> Result) throws -> Result {
        _ = try record()
        return try whileLocked(train)
    }

    /// The lock is the system's and ends with the process, whatever that dies of.
    private func whileLocked<Result>(_ train: () throws -> Result) throws -> Result {
        let lock = try openLocked(
            url.path, O_RDONLY | O_DIRECTORY, waits: false,
            busy: "another process is training in this directory")
        defer { try? lock.close() }
        for entry in entries { try requireNoLink(at: entry) }
        return try train()
    }

    /// Makes sure that a new run can be written here, and makes the directory if there is none.
    ///
    /// - Throws: `DataError` if it holds an earlier run, which is never overwritten, or cannot be written.
    public func claim() throws(DataError) {
        try requireUnused()
        try create()
    }

    private func requireUnused() throws(DataError) {
        for file in [recordURL, modelURL, historyURL]
        where FileManager.default.fileExists(atPath: file.path) {
            throw .malformed(
                source: url.path, found: "an earlier run (\(file.lastPathComponent))",
                expected: "an empty or new directory")
        }
    }

    /// Makes the directory if there is none.
    func create() throws(DataError) {
        let manager = FileManager.default
        var isDirectory: ObjCBool = false
        if manager.fileExists(atPath: url.path, isDirectory: &isDirectory), !isDirectory.boolValue {
            throw .malformed(source: url.path, found: "a file", expected: "a directory, or nothing yet")
        }
        do { try makeDirectory(at: url.path) } catch {
            throw .unwritable(path: url.path, reason: error.description)
        }
        guard manager.isWritableFile(atPath: url.path) else {
            throw .unwritable(path: url.path, reason: "permission denied")
        }
    }

    /// Trains; if that fails before a model or a checkpoint was saved, what was written is removed, and the directory
    /// too if nothing else is in it. Of a training that has diverged the report stays: it shows how.
    public func discardingUnlessSaved<Result>(_ train: () throws -> Result) throws -> Result {
        do { return try train() } catch {
            discardUnlessSaved(exceptReport: error is TrainingError)
            throw error
        }
    }

    private func discardUnlessSaved(exceptReport keepsReport: Bool) {
        let manager = FileManager.default
        let isSaved = manager.fileExists(atPath: modelURL.path) || !Checkpoint.all(in: checkpoints).isEmpty
        if isSaved { return }
        let parts = [recordURL.path, tensorboard, checkpoints, reportParts.path]
        for path in keepsReport ? parts : parts + [report.path] { try? manager.removeItem(atPath: path) }
        rmdir(url.path)
    }
}

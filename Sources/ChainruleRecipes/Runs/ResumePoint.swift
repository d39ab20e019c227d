import Chainrule
import ChainruleData
import ChainruleTraining
import Foundation

/// Where a run is resumed: at the last checkpoint of its directory, or at one that is named.
///
/// It is to be used within ``RunDirectory/resume(_:)``.
public struct ResumePoint {
    public let directory: RunDirectory
    /// The checkpoint that was named, if one was.
    private let named: Checkpoint?

    /// - Parameter path: a run's directory, or that of a checkpoint in it.
    public init(_ path: String) {
        let url = URL(fileURLWithPath: path).standardizedFileURL
        // A run, too, may lie in a directory called like that.
        let isCheckpoint =
            url.deletingLastPathComponent().lastPathComponent == "checkpoints" && !RunDirectory(path).isBegun
        directory = RunDirectory(
            isCheckpoint ? url.deletingLastPathComponent().deletingLastPathComponent().path : path)
        named = isCheckpoint ? Checkpoint(url.path) : nil
    }

    /// In the order of their positions.
    private var all: [Checkpoint] { Checkpoint.all(in: directory.checkpoints) }
    /// The checkpoint to resume from; nil if the run was killed before its first.
    private var checkpoint: Checkpoint? { named ?? all.last }

    /// Puts the trainer where the run was.
    ///
    /// - Throws: `CheckpointError` if the checkpoint is damaged or of another run; its text then tells the one
    ///   before, and nothing has changed. `DataError` if epochs were done and there is no checkpoint.
    public func restore(into trainer: Trainer) throws {
        guard let checkpoint else {
            let epochs = try directory.epochsDone()
            if epochs == 0 { return }
            throw DataError.malformed(
                source: directory.url.path, found: "a run of \(epochs) epochs without checkpoints",
                expected: "a checkpoint to resume from")
        }
        do { try checkpoint.restore(into: trainer) } catch {
            let name = checkpoint.url.lastPathComponent
            throw ResumeError(reason: error, before: all.last { $0.isBefore(name) })
        }
    }

    /// Removes the checkpoints behind this point, for they will be made again: to be called when nothing stands against
    /// resuming here any more.
    public func discardLater() throws(CheckpointError) {
        guard let checkpoint else { return }
        for later in all where checkpoint.isBefore(later.url.lastPathComponent) { try later.remove() }
    }

    private struct ResumeError: Error, CustomStringConvertible {
        let reason: CheckpointError
        let before: Checkpoint?

        var description: String {
            let offer =
                before.map { "the previous one is \($0.url.relativePath)" } ?? "there is no earlier one"
            return "\(reason); \(offer)"
        }
    }
}

import Chainrule
import ChainruleData
import Foundation

/// Where a run is to be resumed: the last checkpoint of its directory, or one that is named.
public struct ResumePoint {
    public let directory: RunDirectory
    /// The checkpoint to resume from; nil if the run was killed before its first.
    private let checkpoint: Checkpoint?
    /// In the order of their positions.
    private let others: [Checkpoint]

    /// - Parameter path: a run's directory, or that of a checkpoint in it.
    public init(_ path: String) {
        let url = URL(fileURLWithPath: path).standardizedFileURL
        // A run, too, may lie in a directory called like that.
        let isCheckpoint =
            url.deletingLastPathComponent().lastPathComponent == "checkpoints" && !RunDirectory(path).isBegun
        directory = RunDirectory(
            isCheckpoint ? url.deletingLastPathComponent().deletingLastPathComponent().path : path)
        let all = Checkpoint.all(in: directory.checkpoints)
        let chosen = isCheckpoint ? Checkpoint(url.path) : all.last
        checkpoint = chosen
        others = all.filter { $0 != chosen }
    }

    /// Puts the trainer where the run was; what was set down later is taken away, for it will be made again.
    ///
    /// - Throws: `CheckpointError` if the checkpoint is damaged or of another training; its text then tells the one
    ///   before, and nothing has changed. `DataError` if epochs were done and there is no checkpoint.
    public func restore(into trainer: Trainer) throws {
        guard let checkpoint else {
            let epochs = try directory.epochsDone()
            if epochs == 0 { return }
            throw DataError.malformed(
                source: directory.url.path, found: "a run of \(epochs) epochs without checkpoints",
                expected: "a checkpoint to resume from")
        }
        let name = checkpoint.url.lastPathComponent
        do { try checkpoint.restore(into: trainer) } catch {
            let before = others.last { $0.isBefore(name) }
            throw ResumeError(reason: error, before: before)
        }
        for later in others where checkpoint.isBefore(later.url.lastPathComponent) { later.remove() }
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

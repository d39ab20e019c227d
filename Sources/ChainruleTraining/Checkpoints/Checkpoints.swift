import Chainrule
import Foundation

/// Saves a checkpoint after every epoch, at intervals within epochs, and when training is stopped early.
///
/// The last few checkpoints are kept, and for each of them that of the best epoch so far.
public final class Checkpoints: TrainingObserver {
    private let directory: String
    private let everySteps: Int?
    private let everySeconds: Double?
    private let keepLast: Int
    private let clock = ContinuousClock()
    private var savedAt: ContinuousClock.Instant

    /// - Parameters:
    ///   - directory: where checkpoints are written, one directory each.
    ///   - everySteps: the number of updates between two checkpoints of an epoch; not limited by default.
    ///   - everySeconds: the time between two checkpoints of an epoch, 60 seconds by default.
    ///   - keepLast: the number of latest checkpoints to keep, 2 by default.
    /// - Precondition: `keepLast` is at least 1.
    public init(
        _ directory: String, everySteps: Int? = nil, everySeconds: Double? = 60, keepLast: Int = 2
    ) {
        require(keepLast >= 1, "Checkpoints: keepLast is \(keepLast), expected at least 1")
        self.directory = directory
        self.everySteps = everySteps
        self.everySeconds = everySeconds
        self.keepLast = keepLast
        savedAt = clock.now
    }

    public func trainingBegins(_ training: Training) throws {
        savedAt = clock.now
        // A later checkpoint would be mistaken for one of this run when it gets there.
        let present = Checkpoint.name(at: training.trainer.position)
        if let last = Checkpoint.all(in: directory).last,
            Checkpoint(present).isBefore(last.url.lastPathComponent)
        {
            throw CheckpointError.foreign(
                path: last.url.path,
                reason: "it is from a later step; resume from it, or choose another directory"
            )
        }
        // Left by a process that was killed while writing or removing.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for name in names where name.hasPrefix(".epoch-") {
            try FileManager.default.removeItem(atPath: "\(directory)/\(name)")
        }
    }

    public func stepEnds(_ step: StepReport, of training: Training) throws {
        let isDue =
            everySteps.map { step.step.isMultiple(of: $0) } ?? false
            || everySeconds.map { (clock.now - savedAt).seconds >= $0 } ?? false
        if isDue { try save(training) }
    }

    public func epochEnds(_ epoch: EpochRecord, of training: Training) throws { try save(training) }

    public func trainingEnds(_ outcome: Outcome, of training: Training) throws {
        if case .stopped = outcome { try save(training) }
    }

    private func save(_ training: Training) throws(CheckpointError) {
        try Checkpoint.write(training, in: directory)
        savedAt = clock.now
        let trainer = training.trainer
        // A run that resumes from one of the last needs the checkpoint that was the best at that time.
        let best = (max(0, trainer.history.count - keepLast + 1)...trainer.history.count).compactMap {
            count in
            trainer.bestEpoch(of: trainer.history.prefix(count))
        }.map { Checkpoint.afterEpoch($0, in: directory) }
        for checkpoint in Checkpoint.all(in: directory).dropLast(keepLast) where !best.contains(checkpoint) {
            try checkpoint.remove()
        }
    }
}

extension Trainer {
    /// The epoch with the best result on the validation set: by the first metric, or by the loss
    /// if there is none. Nil without a validation set.
    public var bestEpoch: Int? { bestEpoch(of: history[...]) }

    /// The best of the first epochs.
    func bestEpoch(of history: ArraySlice<EpochRecord>) -> Int? {
        let figures = history.compactMap { record -> (epoch: Int, figure: Double)? in
            guard let metric = metrics.members.first else {
                return record.validationLoss.map { (record.epoch, -$0) }
            }
            return record.validationMetrics[metric.name].map {
                (record.epoch, type(of: metric).prefersLarger ? $0 : -$0)
            }
        }
        // Of equal values the first.
        return figures.max { $0.figure < $1.figure }?.epoch
    }
}

import Chainrule
import ChainruleInterop
import ChainruleTraining

/// Keeps a run's directory up to date: the model, what made it, and its history.
public final class RunWriter: TrainingObserver {
    private let directory: RunDirectory
    private var record: RunRecord

    public init(_ directory: RunDirectory, _ record: RunRecord) {
        self.directory = directory
        self.record = record
    }

    // Before the first step: a long run must not fail at its end, and a killed one must know what it was.
    public func trainingBegins(_ training: Training) throws {
        removeUnfinishedFiles(in: directory.url)
        // The directory may be behind the checkpoint that the run resumes from, or ahead of it.
        if training.trainer.position.step > 0 { try save(training) } else { try directory.save(record) }
    }

    public func epochEnds(_ epoch: EpochRecord, of training: Training) throws { try save(training) }

    public func trainingEnds(_ outcome: Outcome, of training: Training) throws {
        // Also of a run that is finished: the model may now be that of its best epoch.
        if case .failed = outcome { return }
        try save(training)
    }

    private func save(_ training: Training) throws {
        let trainer = training.trainer
        record.epoch = trainer.modelEpoch
        let epoch = trainer.history.last { $0.epoch == trainer.modelEpoch } ?? trainer.history.last
        record.validationMetrics = epoch?.validationMetrics
        try directory.save(record, training.trainer.model, training.trainer.history)
    }
}

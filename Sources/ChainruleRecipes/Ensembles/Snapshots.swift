import Chainrule
import ChainruleData
import ChainruleTraining

/// Saves the model at the end of every cycle as a member of a snapshot ensemble.
///
/// The learning rate falls to zero in every cycle, and the restart lets the model leave the minimum it found
/// (Huang, Li, Pleiss, Liu, Hopcroft and Weinberger 2017, "Snapshot Ensembles: Train 1, get M for free").
public final class Snapshots: TrainingObserver {
    private let cycle: Int
    private let directory: EnsembleDirectory
    private var record: RunRecord

    /// - Parameters:
    ///   - cycle: epochs of a cycle; see ``schedule(epochs:cycles:)``.
    ///   - directory: where the members are written.
    ///   - record: what makes the run.
    /// - Precondition: a cycle has at least one epoch.
    public init(every cycle: Int, in directory: EnsembleDirectory, _ record: RunRecord) {
        require(cycle >= 1, "Snapshots: a cycle of \(cycle) epochs")
        self.cycle = cycle
        self.directory = directory
        self.record = record
    }

    /// The schedule of a run with so many cycles of equal length; nil if its epochs cannot be shared out evenly.
    public static func schedule(epochs: Int, cycles: Int) -> Schedule? {
        cycles >= 1 && epochs >= cycles && epochs.isMultiple(of: cycles)
            ? .cosineRestarts(period: epochs / cycles) : nil
    }

    // Before the first step: members of another ensemble are never overwritten.
    public func trainingBegins(_ training: Training) throws {
        for number in 1...max(1, training.epochs / cycle) where directory.member(number).isBegun {
            try directory.member(number).requireSame(record)
        }
    }

    public func epochEnds(_ epoch: EpochRecord, of training: Training) throws {
        guard epoch.epoch.isMultiple(of: cycle) else { return }
        let member = directory.member(epoch.epoch / cycle)
        try member.create()
        record.validationMetrics = epoch.validationMetrics
        try member.save(record, training.trainer.model, training.trainer.history)
    }
}

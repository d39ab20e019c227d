/// An observer (callback) of training: shows progress, logs, saves checkpoints or stops it.
///
/// Every method does nothing unless it is implemented. An error that one throws ends the training.
public protocol TrainingObserver: AnyObject {
    /// Requests an ``Inspection`` every this many updates, beginning with the first; nil (the default) for none.
    var inspectionInterval: Int? { get }

    /// Called after every epoch of pretraining, before ``trainingBegins(_:)``.
    func pretrainingEpochEnds(_ epoch: PretrainingEpoch) throws

    /// Called before the first step; the run may have been resumed from a checkpoint.
    func trainingBegins(_ training: Training) throws

    /// Called after every update of the parameters.
    func stepEnds(_ step: StepReport, of training: Training) throws

    /// Called after every epoch, once the network has been evaluated on the validation set.
    func epochEnds(_ epoch: EpochRecord, of training: Training) throws

    /// Called after the last step, or when an error has ended training.
    func trainingEnds(_ outcome: Outcome, of training: Training) throws
}

extension TrainingObserver {
    public var inspectionInterval: Int? { nil }
    public func pretrainingEpochEnds(_ epoch: PretrainingEpoch) throws {}
    public func trainingBegins(_ training: Training) throws {}
    public func stepEnds(_ step: StepReport, of training: Training) throws {}
    public func epochEnds(_ epoch: EpochRecord, of training: Training) throws {}
    public func trainingEnds(_ outcome: Outcome, of training: Training) throws {}
}

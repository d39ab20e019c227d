/// Whoever watches a training: shows it, writes it down, saves it, ends it.
///
/// Every method does nothing unless it is implemented. An error that one throws ends the training.
public protocol TrainingObserver: AnyObject {
    /// Asks for an ``Inspection`` with every so many updates, the first among them; nil (the default) for none.
    var inspectionInterval: Int? { get }

    /// The first step is about to be made, of this process at least: the training may go on from a checkpoint.
    func trainingBegins(_ training: Training) throws

    /// An update was made.
    func stepEnds(_ step: StepReport, of training: Training) throws

    /// An epoch was completed, and the network measured on the validation examples.
    func epochEnds(_ epoch: EpochRecord, of training: Training) throws

    /// The last step was made, or an error ended the training.
    func trainingEnds(_ outcome: Outcome, of training: Training) throws
}

extension TrainingObserver {
    public var inspectionInterval: Int? { nil }
    public func trainingBegins(_ training: Training) throws {}
    public func stepEnds(_ step: StepReport, of training: Training) throws {}
    public func epochEnds(_ epoch: EpochRecord, of training: Training) throws {}
    public func trainingEnds(_ outcome: Outcome, of training: Training) throws {}
}

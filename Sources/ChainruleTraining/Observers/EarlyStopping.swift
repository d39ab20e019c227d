import Chainrule

/// Stops a training after some epochs without improvement on the validation set.
///
/// What counts as better is the first of the trainer's metrics, or the loss if there is none, as for
/// ``Trainer/bestEpoch``. The checkpoint of the best epoch is kept by ``Checkpoints``.
///
/// Source: Prechelt, "Early stopping, but when?", 1998.
public final class EarlyStopping: TrainingObserver {
    private let patience: Int

    /// - Parameter patience: the epochs that may pass without a better figure.
    /// - Precondition: it is at least 1.
    public init(patience: Int) {
        require(patience >= 1, "EarlyStopping: patience is \(patience), expected at least 1")
        self.patience = patience
    }

    // A training that is resumed may have lost its patience before it was stopped.
    public func trainingBegins(_ training: Training) {
        require(
            training.validation != nil, "EarlyStopping: there is no validation set")
        judge(training)
    }

    public func epochEnds(_ epoch: EpochRecord, of training: Training) { judge(training) }

    private func judge(_ training: Training) {
        let trainer = training.trainer
        guard let best = trainer.bestEpoch, trainer.history.count - best >= patience else { return }
        training.stop(because: "no improvement on the validation set since epoch \(best)")
    }
}

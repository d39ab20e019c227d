import Chainrule

/// Stops a training after some epochs without improvement on the validation set.
///
/// What counts as better is the first of the trainer's metrics, or the loss if there is none, as for
/// ``Trainer/bestEpoch``. At the end the model gets the weights of the best epoch, unless `restoresBest`
/// is false; ``Trainer/modelEpoch`` is that epoch. A later `fit` still continues from the last epoch.
///
/// Source: Prechelt, "Early stopping, but when?", 1998.
public final class EarlyStopping: TrainingObserver {
    private let patience: Int
    private let restoresBest: Bool

    /// - Parameters:
    ///   - patience: the number of epochs without improvement after which training stops.
    ///   - restoresBest: whether the model gets the weights of its best epoch at the end, by default true. A resumed run
    ///     takes them from the checkpoint of that epoch, which ``Checkpoints`` keeps.
    /// - Precondition: the patience is at least 1.
    public init(patience: Int, restoresBest: Bool = true) {
        require(patience >= 1, "EarlyStopping: patience is \(patience), expected at least 1")
        self.patience = patience
        self.restoresBest = restoresBest
    }

    // The patience of a resumed run may have been exhausted before it was interrupted.
    public func trainingBegins(_ training: Training) throws {
        guard training.validation?.count ?? 0 > 0 else {
            throw TrainingSetupError.noValidationSet(neededBy: "early stopping")
        }
        if restoresBest {
            try training.trainer.keepBestWeights()
            training.restoresBestWeights = true
        }
        judge(training)
    }

    public func epochEnds(_ epoch: EpochRecord, of training: Training) { judge(training) }

    private func judge(_ training: Training) {
        let trainer = training.trainer
        guard let best = trainer.bestEpoch, trainer.history.count - best >= patience else { return }
        training.end(because: "no improvement on the validation set since epoch \(best)")
    }
}

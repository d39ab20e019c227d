import ChainruleTraining

/// What an exercise shows of its training.
final class IllLog: TrainingObserver {
    private(set) var step = 0
    private(set) var epoch = 0
    /// The loss of each step.
    private(set) var loss = ThinnedCurve(count: 1)
    /// Losses and accuracies of each epoch: training, validation.
    private(set) var epochs = ThinnedCurve(count: 4)
    private var parameters: [String: Inspection.ParameterFigures] = [:]

    let inspectionInterval: Int? = 5

    func stepEnds(_ step: StepReport, of training: Training) {
        (self.step, epoch) = (step.step, step.epoch)
        if loss.wants(step.step) { loss.add(step.step, [Float(step.loss)]) }
        guard let inspection = step.inspection else { return }
        for figures in inspection.parameters { parameters[figures.name] = figures }
    }

    func epochEnds(_ epoch: EpochRecord, of training: Training) {
        guard epochs.wants(epoch.epoch) else { return }
        epochs.add(
            epoch.epoch,
            [
                Float(epoch.loss), Float(epoch.validationLoss ?? .nan), Float(epoch.accuracy ?? .nan),
                Float(epoch.validationAccuracy ?? .nan),
            ])
    }

    /// The norms of a weight at the last inspection.
    func figures(of name: String) -> IllFrame.Figures? {
        parameters[name].map {
            IllFrame.Figures(weight: $0.valueNorm, gradient: $0.gradientNorm, updateRatio: $0.updateRatio)
        }
    }
}

import Chainrule

/// What the doctor knows of a training so far.
struct TrainingHistory {
    let training: Training
    /// Whether the doctor was there at the first step, and the training did not resume from a checkpoint.
    let isFresh: Bool
    let start: StartingPoint
    var losses: LossCurve
    var inspections = InspectionLog()
    var epochs: [EpochRecord] = []
    /// How the training ended, if it has.
    var outcome: Outcome?

    /// - Throws: `DataError` if examples cannot be read.
    init(_ training: Training, expectedLoss: Double?) throws {
        self.training = training
        isFresh = training.trainer.position == Position()
        losses = LossCurve(
            examplesOfStep: min(training.batchSize * training.trainer.accumulation, training.examples.count))
        start = try StartingPoint(training, expectedLoss: expectedLoss)
    }

    /// The loss of a network that knows nothing of its inputs; nil if it is not known.
    var baselineLoss: Double? { start.baselineLosses.best ?? (isFresh ? losses.first : nil) }

    /// The loss that a training may well begin with: a fresh network does not even know where its targets lie.
    var startingLoss: Double? { [baselineLoss, start.baselineLosses.zeros].compactMap(\.self).max() }

    /// What every loss is judged by; nil if there is nothing to measure by.
    var lossScale: LossScale? {
        baselineLoss.flatMap {
            LossScale(
                baseline: $0, right: start.baselineLosses.right, spread: start.baselineLosses.spread,
                lowest: losses.lowest)
        }
    }

    /// Whether so many examples were inspected that what none of them shows is no accident.
    var hasInspectedMany: Bool {
        inspections.areEnough && inspections.count * min(training.batchSize, training.examples.count) >= 200
    }

    func finding(
        _ kind: Doctor.Finding.Kind, _ severity: Doctor.Finding.Severity, evidence: String, advice: String
    ) -> Doctor.Finding {
        let position = training.trainer.position
        let isBetweenEpochs = position.batch == 0 && position.step > 0
        return Doctor.Finding(
            kind: kind, severity: severity, evidence: evidence, advice: advice, step: position.step,
            epoch: isBetweenEpochs ? position.epoch : position.epoch + 1)
    }
}

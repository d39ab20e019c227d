import Chainrule

/// The history of a run as the Doctor sees it.
struct TrainingHistory {
    let training: Training
    /// Whether the Doctor saw the first step, and the run was not resumed from a checkpoint.
    let isFresh: Bool
    let start: StartingPoint
    var losses: LossCurve
    var inspections = InspectionLog()
    var epochs: [EpochRecord] = []
    /// How training ended, if it has.
    var outcome: Outcome?

    /// - Throws: `DataError` if examples cannot be read.
    init(_ training: Training, expectedLoss: Double?) throws {
        self.training = training
        isFresh = training.trainer.position == Position()
        losses = LossCurve(
            examplesOfStep: min(training.batchSize * training.trainer.accumulation, training.examples.count))
        start = try StartingPoint(training, expectedLoss: expectedLoss)
    }

    /// The baseline loss; nil if it is unknown.
    var baselineLoss: Double? { start.baselineLosses.best ?? (isFresh ? losses.first : nil) }

    /// The expected initial loss: a new network does not predict the mean of the targets either.
    var startingLoss: Double? { [baselineLoss, start.baselineLosses.zeros].compactMap(\.self).max() }

    /// The scale of the losses; nil if there is none.
    var lossScale: LossScale? {
        baselineLoss.flatMap {
            LossScale(
                baseline: $0, right: start.baselineLosses.right, spread: start.baselineLosses.spread,
                lowest: losses.lowest)
        }
    }

    /// Whether enough examples were inspected to conclude from what none of them shows.
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

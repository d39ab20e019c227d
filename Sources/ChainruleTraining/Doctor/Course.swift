import Chainrule

/// What the doctor knows of a training so far.
struct Course {
    let training: Training
    /// Whether the doctor was there at the first step, and the training did not go on from a checkpoint.
    let isFresh: Bool
    let start: StartingPoint
    var losses = LossCurve()
    var inspections = InspectionLog()
    var epochs: [EpochRecord] = []
    /// How the training ended, if it has.
    var outcome: Outcome?

    /// - Throws: `DataError` if examples cannot be read.
    init(_ training: Training, expectedLoss: Double?) throws {
        self.training = training
        isFresh = training.trainer.position == Position()
        start = try StartingPoint(training, expectedLoss: expectedLoss)
    }

    /// The loss of a network that knows nothing; nil if it is not a measure for others.
    var ignorantLoss: Double? {
        let loss = start.expectedLoss ?? (isFresh ? losses.first : nil)
        return loss.flatMap { $0 > 0 ? $0 : nil }
    }

    /// The loss of the last quarter of the steps as a share of that of a network which knows nothing.
    var shareOfIgnorantLoss: Double? {
        ignorantLoss.flatMap { ignorant in losses.lastQuarter.map { $0 / ignorant } }
    }

    /// Whether so many examples were inspected that what none of them shows is no accident.
    var hasInspectedMany: Bool {
        inspections.areEnough && inspections.count * min(training.batchSize, training.examples.count) >= 200
    }

    func finding(
        _ kind: Finding.Kind, _ severity: Finding.Severity, evidence: String, advice: String
    ) -> Finding {
        let position = training.trainer.position
        let isBetweenEpochs = position.batch == 0 && position.step > 0
        return Finding(
            kind: kind, severity: severity, evidence: evidence, advice: advice, step: position.step,
            epoch: isBetweenEpochs ? position.epoch : position.epoch + 1)
    }
}

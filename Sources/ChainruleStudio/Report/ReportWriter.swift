import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining

/// Writes the report of a run while it is trained: after every epoch, every few seconds at most, and at the end.
///
/// It stands behind the observers that write the run's directory, whose files it reads:
///
/// ```swift
/// let writer = ReportWriter(directory, of: run)
/// try run.fit(observers: directory.writers(record) + [writer])
/// try writer.finish(validation: run.evaluate(on: run.validation))
/// ```
public final class ReportWriter: TrainingObserver {
    private static let secondsBetweenEpochs = 5.0
    private static let secondsBetweenSteps = 60.0

    private let report: RunReport
    private let run: RecipeRun
    private let evaluates: Bool
    private let clock = ContinuousClock()
    private var written: ContinuousClock.Instant

    /// - Parameters:
    ///   - directory: that of the run.
    ///   - run: what is trained.
    ///   - evaluates: whether the model is evaluated on the validation set and drawn when the training has finished, for those
    ///     who do not call ``finish(training:validation:)``; false by default.
    public init(_ directory: RunDirectory, of run: RecipeRun, evaluates: Bool = false) {
        report = RunReport(directory)
        (self.run, self.evaluates) = (run, evaluates)
        written = clock.now
    }

    public func stepEnds(_ step: StepReport, of training: Training) throws {
        if (clock.now - written).seconds >= Self.secondsBetweenSteps { try write() }
    }

    public func epochEnds(_ epoch: EpochRecord, of training: Training) throws {
        if (clock.now - written).seconds >= Self.secondsBetweenEpochs { try write() }
    }

    public func trainingEnds(_ outcome: Outcome, of training: Training) throws {
        if evaluates, case .finished = outcome {
            try finish(validation: run.evaluate(on: run.validation))
        } else {
            try write()
        }
    }

    /// Writes the report of a training that has ended, with what evaluations of the model show and its graph, if Graphviz is there.
    ///
    /// - Parameters:
    ///   - training: the evaluation on the training set, with the task's `evaluationMetrics`; none by default.
    ///   - validation: the evaluation on the validation set.
    /// - Throws: `DataError` if a file cannot be written.
    public func finish(training: Evaluation? = nil, validation: Evaluation) throws(DataError) {
        try report.save(training: training, validation: validation, of: run)
        _ = try report.saveGraph(of: run)
        try write()
    }

    private func write() throws(DataError) {
        try report.saveFilters(of: run)
        try report.write()
        written = clock.now
    }
}

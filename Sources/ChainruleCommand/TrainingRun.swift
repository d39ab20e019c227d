import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleTraining
import Foundation

/// A training under way in its directory: begun anew or gone on with.
struct TrainingRun {
    private let run: RecipeRun
    private let directory: RunDirectory
    private let record: RunRecord
    private let isResumed: Bool

    /// A new run.
    init(_ run: RecipeRun, _ source: DataSource, _ directory: RunDirectory) throws {
        self.run = run
        self.directory = directory
        record = try RunRecord(of: run, source: source, command: CommandLine.arguments)
        isResumed = false
    }

    /// The run of a directory, or of one of its checkpoints, from where it was.
    ///
    /// - Parameters:
    ///   - epochs: how many there are to be in the end; as many as the run was begun with if left out.
    ///   - patience: the epochs without a better figure after which it ends; as the run was begun if left out.
    init(resuming path: String, epochs: Int?, patience: Int?) throws {
        isResumed = true
        let place = ResumePoint(path)
        directory = place.directory
        var record = try directory.record()
        record.hyperparameters.epochs = epochs ?? record.hyperparameters.epochs
        record.hyperparameters.patience = patience ?? record.hyperparameters.patience
        Threads.count = record.environment.threads
        run = try RecipeRun(resuming: record, source: directory.url.path)
        self.record = record
        try place.restore(into: run.trainer)
        let epochsDone = run.trainer.history.count
        if record.hyperparameters.epochs < epochsDone {
            throw DataError.malformed(
                source: directory.url.path, found: "a run of \(epochsDone) epochs",
                expected: "at least as many with --epochs")
        }
    }

    /// Trains to the end; Ctrl-C, an error or a kill leave a run that can be gone on with.
    ///
    /// - Parameter saveInterval: the updates between two checkpoints of an epoch; a minute lies between them otherwise.
    func run(saveInterval: Int? = nil) throws {
        // Before the first step: a long run must not fail at its end.
        if !isResumed { try directory.claim() }
        let stop = StopRequest()
        let interruption = Interruption { stop(because: "interrupted") }
        printNow(RunReport.opening(run))
        let progress = ProgressBar()
        var observers = Self.observers(of: record, in: directory, progress, saveInterval: saveInterval)
        let isRangeTest = run.hyperparameters.schedule.isRangeTest
        if isRangeTest { observers.append(RangeTest(show: progress.say)) }
        let outcome: Outcome
        do { outcome = try fit(observers, stop) } catch let stopped as Stopped
            where isRangeTest && stopped.hasDiverged
        {
            // What the test is after; its result has been told.
            return
        }
        switch outcome {
        case .stopped(let reason):
            printNow(RunReport.stopped(reason, run.trainer.position, in: directory))
            interruption.dieIfAsked()
        case .finished, .failed: break
        }
        try report()
    }

    /// Who watches a training; a range test, which shall go wrong, without the Doctor.
    static func observers(
        of record: RunRecord, in directory: RunDirectory, _ progress: ProgressBar = ProgressBar(),
        saveInterval: Int? = nil
    ) -> [any TrainingObserver] {
        let doctor: [any TrainingObserver] =
            record.hyperparameters.schedule.isRangeTest ? [] : [Doctor(show: progress.say)]
        return [progress] + directory.writers(record, saveInterval: saveInterval) + doctor
    }

    private func fit(_ observers: [any TrainingObserver], _ stop: StopRequest) throws -> Outcome {
        do {
            return try directory.whileLocked { try run.fit(observers: observers, stop: stop) }
        } catch {
            let epochs = run.trainer.history.count
            let rest =
                epochs == 0 ? "" : "; \(directory.url.relativePath) holds the model after epoch \(epochs)"
            throw Stopped(description: "\(error)\(rest)", hasDiverged: error is TrainingError)
        }
    }

    /// Why a run ended early, and what is left of it.
    private struct Stopped: ErrorWithExitCode, CustomStringConvertible {
        let description: String
        let hasDiverged: Bool

        var exitCode: ExitCode { hasDiverged ? .divergence : .failure }
    }

    private func report() throws {
        let training = try run.trainer.evaluateImages(run.training)
        let validation = try run.trainer.evaluateImages(run.validation)
        var record = record
        record.trainingAccuracy = training.accuracy
        record.validationAccuracy = validation.accuracy
        try directory.save(record)
        printNow(
            RunReport.closing(
                record, training: training, validation: validation, of: run.data.validation,
                run.trainer.history,
                in: directory))
    }
}

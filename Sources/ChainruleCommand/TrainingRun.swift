import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleStudio
import ChainruleTraining
import Foundation

/// A run in progress in its directory, which is locked against other processes.
struct TrainingRun {
    private let run: RecipeRun
    private let directory: RunDirectory
    private let record: RunRecord

    /// Trains a new run to its end.
    ///
    /// - Parameters:
    ///   - saveInterval: the updates between two checkpoints of an epoch; by default one every minute.
    ///   - livePort: where the report is served meanwhile, 0 for any port that is free; nil for nowhere.
    static func begin(
        _ run: RecipeRun, in directory: RunDirectory, saveInterval: Int?, livePort: UInt16?
    ) throws {
        let live = try livePort.map { try LiveReport(of: directory, port: $0) }
        defer { live?.stop() }
        let record = try RunRecord(of: run, command: CommandLine.arguments)
        try directory.begin {
            try TrainingRun(run: run, directory: directory, record: record)
                .train(saveInterval: saveInterval, live)
        }
    }

    /// Resumes a run from its last checkpoint or a given one, and trains it to its end.
    ///
    /// - Parameters:
    ///   - path: the run's directory or that of a checkpoint in it.
    ///   - epochs: the new total; by default that of the run.
    ///   - patience: the epochs without improvement after which it stops; by default that of the run.
    ///   - saveInterval: the updates between two checkpoints of an epoch; by default one every minute.
    ///   - threads: the number of threads; by default that of the run.
    ///   - livePort: where the report is served meanwhile, 0 for any port that is free; nil for nowhere.
    static func resume(
        _ path: String, epochs: Int?, patience: Int?, saveInterval: Int?, threads: Int?, livePort: UInt16?
    ) throws {
        let point = ResumePoint(path)
        let directory = point.directory
        let live = try livePort.map { try LiveReport(of: directory, port: $0) }
        defer { live?.stop() }
        try directory.resume {
            var record = try directory.record()
            record.hyperparameters.epochs = epochs ?? record.hyperparameters.epochs
            record.hyperparameters.patience = patience ?? record.hyperparameters.patience
            Threads.count = threads ?? record.environment.threads
            record.environment.threads = Threads.count
            let run = try RecipeRun(resuming: record, source: directory.url.path)
            try point.restore(into: run.trainer)
            let epochsDone = run.trainer.history.count
            if record.hyperparameters.epochs < epochsDone {
                throw DataError.malformed(
                    source: directory.url.path, found: "a run of \(epochsDone) epochs",
                    expected: "at least as many with --epochs")
            }
            try point.discardLater()
            try TrainingRun(run: run, directory: directory, record: record)
                .train(saveInterval: saveInterval, live)
        }
    }

    /// Ctrl-C, an error or a kill leave a run that can be resumed.
    private func train(saveInterval: Int?, _ live: LiveReport?) throws {
        let stop = StopRequest()
        let interruption = Interruption { stop(because: "interrupted") }
        printNow(RunText.opening(run))
        if let live { printNow("report    \(live.address)") }
        let progress = ProgressBar()
        let writer = ReportWriter(directory, of: run)
        var observers =
            Self.observers(of: record, in: directory, progress, saveInterval: saveInterval) + [writer]
        let isRangeTest = run.hyperparameters.schedule.isRangeTest
        if isRangeTest { observers.append(RangeTest(show: progress.say)) }
        if let live { observers.append(LiveObserver(live)) }
        let outcome: Outcome
        do { outcome = try fit(observers, stop) } catch let stopped as Stopped
            where isRangeTest && stopped.hasDiverged
        {
            // A range test is expected to diverge; its result has been shown.
            return
        }
        switch outcome {
        case .stopped(let reason):
            printNow(RunText.stopped(reason, run.trainer.position, in: directory))
            live?.finish("The training was stopped: \(reason)")
            interruption.dieIfAsked()
        case .finished, .failed: break
        }
        try report(writer)
        live?.finish("The training has ended; this report is in \(directory.report.relativePath)")
    }

    /// The observers of a run; a range test, which is expected to diverge, has no Doctor.
    static func observers(
        of record: RunRecord, in directory: RunDirectory, _ progress: ProgressBar = ProgressBar(),
        saveInterval: Int? = nil
    ) -> [any TrainingObserver] {
        let doctor = record.hyperparameters.schedule.isRangeTest ? nil : Doctor(show: progress.say)
        let samples = TrainingSamples(of: record.task, directory: directory.samples, show: progress.say)
        return [progress] + [doctor].compactMap(\.self)
            + directory.writers(record, saveInterval: saveInterval, doctor: doctor) + [samples]
    }

    private func fit(_ observers: [any TrainingObserver], _ stop: StopRequest) throws -> Outcome {
        do {
            return try directory.discardingUnlessSaved { try run.fit(observers: observers, stop: stop) }
        } catch {
            // The checkpoint has been read back: the disk may have failed.
            let saved = Checkpoint.all(in: directory.checkpoints).last(where: \.isIntact)
            let rest = saved.map { "; the last checkpoint is \($0.url.relativePath)" } ?? ""
            let hasDiverged = error is TrainingError
            let report = hasDiverged ? "; how it went is in \(directory.report.relativePath)" : ""
            throw Stopped(description: "\(error)\(report)\(rest)", hasDiverged: hasDiverged)
        }
    }

    /// Why a run ended early, and what is left of it.
    private struct Stopped: ErrorWithExitCode, CustomStringConvertible {
        let description: String
        let hasDiverged: Bool

        var exitCode: ExitCode { hasDiverged ? .divergence : .failure }
    }

    private func report(_ writer: ReportWriter) throws {
        let training = try run.evaluate(on: run.training)
        let validation = try run.evaluate(on: run.validation)
        var record = record
        record.epoch = run.trainer.modelEpoch
        record.trainingMetrics = training.metrics.values(of: run.task.metrics)
        record.validationMetrics = validation.metrics.values(of: run.task.metrics)
        try directory.save(record)
        let view = run.data.view(of: run.model, for: run.task)
        let pictures = try (run.data.pictures(of: validation, for: run.task) + view.pictures).map {
            try $0.write(toDirectory: directory.pictures)
        }
        try writer.finish(training: training, validation: validation)
        printNow(
            RunText.closing(
                run, record, training: training, validation: validation, view: view,
                pictures: pictures, in: directory))
    }
}

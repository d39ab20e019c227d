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
    /// - Parameter epochs: how many there are to be in the end; as many as the run was begun with if left out.
    init(resuming path: String, epochs: Int?) throws {
        isResumed = true
        let place = ResumptionPlace(path)
        directory = place.directory
        var record = try directory.record()
        record.hyperparameters.epochs = epochs ?? record.hyperparameters.epochs
        Threads.count = record.environment.threads
        run = try RecipeRun(resuming: record, source: directory.url.path)
        self.record = record
        try place.restore(into: run.trainer)
    }

    /// Trains to the end; Ctrl-C, an error or a kill leave a run that can be gone on with.
    ///
    /// - Parameters:
    ///   - saveInterval: the updates between two checkpoints of an epoch; a minute lies between them otherwise.
    ///   - patience: the epochs without a better figure after which the training ends; it does not by default.
    func run(saveInterval: Int? = nil, patience: Int? = nil) throws {
        // Before the first step: a long run must not fail at its end.
        if !isResumed { try directory.claim() }
        let stop = StopRequest()
        let interruption = Interruption {
            stop(because: "interrupted")
            return .goesOn
        }
        printNow(RunReport.opening(run))
        let progress = ProgressBar()
        var observers = Self.observers(in: directory, record, progress, saveInterval: saveInterval)
        if case .rangeTest = run.hyperparameters.schedule { observers.append(RangeTest(show: progress.say)) }
        if let patience { observers.append(EarlyStopping(patience: patience)) }
        switch try fit(observers, stop) {
        case .stopped(let reason):
            printNow(RunReport.stopped(reason, run.trainer.position, in: directory))
            interruption.dieIfAsked()
        case .finished, .failed: break
        }
        try report()
    }

    /// Who watches every training.
    static func observers(
        in directory: RunDirectory, _ record: RunRecord, _ progress: ProgressBar = ProgressBar(),
        saveInterval: Int? = nil
    ) -> [any TrainingObserver] {
        [
            progress, RunWriter(directory, record),
            Checkpoints(directory.checkpoints, everySteps: saveInterval), TensorBoard(directory.tensorboard),
            Doctor(show: progress.say),
        ]
    }

    private func fit(_ observers: [any TrainingObserver], _ stop: StopRequest) throws -> Outcome {
        do { return try run.fit(observers: observers, stop: stop) } catch {
            let epochs = run.trainer.history.count
            guard epochs > 0 else {
                directory.discardUnlessSaved()
                throw error
            }
            throw Stopped(reason: error, epoch: epochs, directory: directory)
        }
    }

    /// Why a run ended early, and what is left of it.
    private struct Stopped: Error, CustomStringConvertible {
        let reason: any Error
        let epoch: Int
        let directory: RunDirectory

        var description: String {
            "\(reason); \(directory.url.relativePath) holds the model after epoch \(epoch)"
        }
    }

    private func report() throws {
        let training = try run.trainer.evaluateImages(run.training)
        let heldOut = try run.trainer.evaluateImages(run.heldOut)
        var record = record
        record.trainingAccuracy = training.accuracy
        record.heldOutAccuracy = heldOut.accuracy
        try directory.save(record)
        printNow(
            RunReport.closing(
                record, training: training, heldOut: heldOut, of: run.data.heldOut, run.trainer.history,
                in: directory))
    }
}

import ChainruleTraining
import Foundation

/// A training under way: tells how it goes and saves the run after every epoch.
struct TrainingRun {
    private let trainer: Trainer
    private let directory: RunDirectory
    private var record: RunRecord
    private var history: [EpochRecord] = []

    init(_ trainer: Trainer, _ source: DataSource, _ directory: RunDirectory) {
        self.trainer = trainer
        self.directory = directory
        record = RunRecord(of: trainer, source: source)
    }

    /// Trains to the end; an error or a signal leaves the files of the last finished epoch, or no directory.
    mutating func run() throws {
        let (directory, isNew) = (directory, !directory.exists)
        let tidyUp: @Sendable () -> Void = {
            ProgressLine.clear()
            if isNew { directory.removeIfEmpty() }
        }
        let interruption = Interruption(tidyUp)
        do {
            // Before the first step: a long run must not fail at its end.
            try directory.claim()
            try train(interruption)
        } catch {
            tidyUp()
            throw history.isEmpty ? error : Stopped(reason: error, epoch: history.count, directory: directory)
        }
    }

    private mutating func train(_ interruption: Interruption) throws {
        printNow(RunReport.opening(trainer))
        let line = ProgressLine(epochs: trainer.hyperparameters.epochs)
        for epoch in 0..<trainer.hyperparameters.epochs {
            let result = try trainer.runEpoch(epoch, report: line.show)
            ProgressLine.clear()
            printNow(RunReport.row(result, of: trainer))
            record.heldOutAccuracy = result.heldOutAccuracy
            try interruption.hold { try directory.save(record, trainer.model, history + [result]) }
            history.append(result)
        }
        let training = trainer.evaluate(on: trainer.data.training)
        let heldOut = trainer.evaluate(on: trainer.data.heldOut)
        record.trainingAccuracy = training.accuracy
        try interruption.hold { try directory.save(record, trainer.model, history) }
        printNow(
            RunReport.closing(
                record, training: training, heldOut: heldOut, of: trainer.data.heldOut, history, in: directory
            ))
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
}

/// Prints a text and sends it off, so that whoever reads along in a file or a pipe sees it now.
func printNow(_ text: String) {
    print(text)
    fflush(nil)
}

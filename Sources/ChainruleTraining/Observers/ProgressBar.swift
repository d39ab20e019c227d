import Foundation

/// Shows the progress of a training: a line that is updated at the bottom of a terminal, and one line per epoch.
///
/// The progress line goes to standard error and is left out if that is not a terminal; the lines of the epochs go to
/// standard output.
public final class ProgressBar: TrainingObserver {
    private let progressLine = ProgressLine()

    public init() {}

    /// Prints the message of another observer to standard output, above the progress line.
    public func say(_ text: String) {
        progressLine.clear()
        printNow(text)
    }

    public func pretrainingEpochEnds(_ epoch: PretrainingEpoch) {
        say(
            "pretraining  layer \(epoch.layer)/\(epoch.layers) (\(epoch.sizes)), epoch "
                + "\(epoch.epoch)/\(epoch.epochs), reconstruction error \(figureText(epoch.error))")
    }

    public func trainingBegins(_ training: Training) { printNow(EpochTable.header(training)) }

    public func stepEnds(_ step: StepReport, of training: Training) {
        progressLine.show { text(step, training, width: $0) }
    }

    public func epochEnds(_ epoch: EpochRecord, of training: Training) {
        progressLine.clear()
        printNow(EpochTable.row(epoch, of: training))
    }

    public func trainingEnds(_ outcome: Outcome, of training: Training) { progressLine.clear() }

    private func text(_ step: StepReport, _ training: Training, width: Int) -> String {
        let speed = Double(step.epochExamples) / step.epochSeconds
        let done = training.epochsDone
        let left = (Double(training.epochs) - done) * Double(training.examples.count) / speed
        let metrics = training.trainer.metrics
        let figures =
            [(MeanLoss() as any Metric, step.epochLoss)]
            + step.epochMetrics.compactMap { figure in metrics[figure.name].map { ($0, figure.value) } }
        return ProgressBarText(
            fraction: Double(step.batch) / Double(training.batchCount), epoch: step.epoch,
            epochs: training.epochs,
            metrics: figures.map { (name: $0.name, value: EpochTable.figure($1, of: $0)) },
            examplesPerSecond: speed,
            idleShare: EpochTable.idleShare(step.epochIdleSeconds, of: step.epochSeconds),
            secondsLeft: left
        ).line(width: width)
    }
}

/// Prints a text and flushes it, so that readers of a file or a pipe see it immediately.
package func printNow(_ text: String) {
    print(text)
    fflush(nil)
}

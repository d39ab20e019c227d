import Chainrule
import Foundation

/// Shows how a training goes: a line that moves at the bottom of a terminal, and a line that stays per epoch.
///
/// The moving line goes to standard error and is left out where that is no terminal; the lines of the epochs go to
/// standard output.
public final class ProgressBar: TrainingObserver {
    private let terminal = Terminal()
    private let clock = ContinuousClock()
    private var shownAt: ContinuousClock.Instant?

    public init() {}

    public func trainingBegins(_ training: Training) { printNow(EpochTable.header(training)) }

    /// Shows the line, at most ten times a second.
    public func stepEnds(_ step: StepReport, of training: Training) {
        guard terminal.canRewriteLines else { return }
        if let shownAt, clock.now - shownAt < .milliseconds(100) { return }
        shownAt = clock.now
        replaceLine(with: text(step, training))
    }

    public func epochEnds(_ epoch: EpochRecord, of training: Training) {
        replaceLine(with: "")
        printNow(EpochTable.row(epoch, of: training))
    }

    public func trainingEnds(_ outcome: Outcome, of training: Training) { replaceLine(with: "") }

    private func text(_ step: StepReport, _ training: Training) -> String {
        let speed = Double(step.epochExamples) / step.epochSeconds
        let done = training.epochsDone
        let left = (Double(training.epochs) - done) * Double(training.examples.count) / speed
        let figures = [("loss", step.epochLoss)] + step.epochMetrics.map { ($0.name, $0.value) }
        return ProgressBarText(
            fraction: Double(step.batch) / Double(training.batchCount), epoch: step.epoch,
            epochs: training.epochs,
            metrics: figures.map { (name: $0, value: EpochTable.figure($1, of: $0)) },
            examplesPerSecond: speed, secondsLeft: left
        ).line(width: terminal.width - 1)
    }

    private func replaceLine(with text: String) {
        guard terminal.canRewriteLines else { return }
        let erasure = "\r\u{1B}[K"
        // A terminal that has gone away must not end the training.
        try? FileHandle.standardError.write(contentsOf: Data((erasure + text).utf8))
    }
}

/// Prints a text and sends it off, so that whoever reads along in a file or a pipe sees it now.
package func printNow(_ text: String) {
    print(text)
    fflush(nil)
}

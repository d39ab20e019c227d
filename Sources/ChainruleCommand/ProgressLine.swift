import ChainruleTraining
import Foundation

/// The line at the bottom of a terminal that tells how an epoch is going; silent where nobody watches.
final class ProgressLine {
    private let epochs: Int
    private let isWatched = isatty(STDERR_FILENO) != 0
    private let clock = ContinuousClock()
    private var shownAt: ContinuousClock.Instant?

    init(epochs: Int) { self.epochs = epochs }

    /// Shows the state of the epoch, at most ten times a second.
    func show(_ state: EpochProgress) {
        guard isWatched else { return }
        if let shownAt, clock.now - shownAt < .milliseconds(100) { return }
        shownAt = clock.now
        let done = Double(state.batch) / Double(state.batchCount)
        let filled = Int(done * 20)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
        let epochsLeft = Double(epochs - state.epoch) - done
        let left = state.seconds / done * epochsLeft
        write(
            "\r\u{1B}[K\(state.epoch + 1)/\(epochs) \(bar) loss \(decimal(state.loss, 4))  "
                + "accuracy \(percent(state.accuracy))  \(Int(state.speed)) examples/s  \(minutes(left)) left"
        )
    }

    /// Takes the line away.
    func clear() {
        if isWatched && shownAt != nil { write("\r\u{1B}[K") }
        shownAt = nil
    }

    private func write(_ text: String) {
        // A terminal that has gone away must not end the training.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}

/// `2:07`.
func minutes(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    let rest = whole % 60
    return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
}

/// A number with a fixed count of decimals.
func decimal(_ number: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", number) }

/// Prints a line and, if others should see it now, sends it off.
func print(_ line: String, flush: Bool) {
    Swift.print(line)
    if flush { fflush(nil) }
}

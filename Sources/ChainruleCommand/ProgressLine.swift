import Chainrule
import ChainruleTraining
import Foundation

/// The line at the bottom of a terminal that tells how the work is going; silent where nobody watches.
final class ProgressLine {
    private static let isWatched = isatty(STDERR_FILENO) != 0

    private let epochs: Int
    private let clock = ContinuousClock()
    private var shownAt: ContinuousClock.Instant?

    init(epochs: Int) { self.epochs = epochs }

    /// Shows the state of the epoch, at most ten times a second.
    func show(_ state: EpochProgress) {
        guard Self.isWatched else { return }
        if let shownAt, clock.now - shownAt < .milliseconds(100) { return }
        shownAt = clock.now
        Self.show(Self.text(state, epochs: epochs))
    }

    /// Puts the line in the place of the one shown before; it must fit in 80 columns.
    static func show(_ text: String) {
        if isWatched { write(erasure + text) }
    }

    /// Takes the line away.
    static func clear() {
        if isWatched { write(erasure) }
    }

    /// Short enough for 80 columns, where a line that wraps could not be erased.
    private static func text(_ state: EpochProgress, epochs: Int) -> String {
        let done = Double(state.batch) / Double(state.batchCount)
        let left = state.seconds / done * (Double(epochs - state.epoch) - done)
        return "\(state.epoch + 1)/\(epochs) \(bar(done)) loss \(decimal(state.loss, 4))  "
            + "accuracy \(percent(state.accuracy))  \(decimal(state.speed, 0)) examples/s  \(minutes(left)) left"
    }

    /// Back to the first column, and nothing right of it.
    private static let erasure = "\r\u{1B}[K"

    private static func write(_ text: String) {
        // A terminal that has gone away must not end the work.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}

import Foundation

/// The progress line at the bottom of a terminal; silent if the output is not a terminal.
package final class ProgressLine {
    private let terminal = Terminal()
    private let clock = ContinuousClock()
    private var shownAt: ContinuousClock.Instant?

    package init() {}

    /// Puts a line in the place of the one before, ten times a second at most.
    ///
    /// - Parameter text: makes the line for a terminal of that width.
    package func show(_ text: (_ width: Int) -> String) {
        guard terminal.canRewriteLines else { return }
        if let shownAt, clock.now - shownAt < .milliseconds(100) { return }
        shownAt = clock.now
        // A line that fills the last column would wrap on some terminals.
        write(text(terminal.width - 1))
    }

    /// Removes the line.
    package func clear() {
        if shownAt != nil { write("") }
        shownAt = nil
    }

    private func write(_ text: String) {
        let erasure = "\r\u{1B}[K"
        // A terminal that has gone away must not end the work.
        try? FileHandle.standardError.write(contentsOf: Data((erasure + text).utf8))
    }
}

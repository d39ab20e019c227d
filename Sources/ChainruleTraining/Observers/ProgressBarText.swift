import Chainrule

/// The progress line of an epoch.
///
///     3/10 ██████░░░░ loss 0.1234  accuracy 97.0 %  18250 examples/s  idle 0.2 %  2:07 left
package struct ProgressBarText {
    /// The completed fraction of the epoch, from 0 to 1.
    package var fraction: Double
    /// The epoch, counted from 1.
    package var epoch: Int
    /// The total number of epochs.
    package var epochs: Int
    /// Names and values in words, the most important first.
    package var metrics: [(name: String, value: String)]
    /// The speed; nil if it is not known yet.
    package var examplesPerSecond: Double?
    /// The share of the time spent waiting for data, in words; nil if it is not known.
    package var idleShare: String?
    /// The remaining time of all epochs; nil if it is not known yet.
    package var secondsLeft: Double?

    package init(
        fraction: Double, epoch: Int, epochs: Int, metrics: [(name: String, value: String)] = [],
        examplesPerSecond: Double? = nil, idleShare: String? = nil, secondsLeft: Double? = nil
    ) {
        self.fraction = fraction
        self.epoch = epoch
        self.epochs = epochs
        self.metrics = metrics
        self.examplesPerSecond = examplesPerSecond
        self.idleShare = idleShare
        self.secondsLeft = secondsLeft
    }

    /// One line of at most `width` columns.
    ///
    /// What does not fit is left out, in this order: the idle time, the speed, all metrics but the first, the bar,
    /// the time left, the first metric. The epoch is truncated rather than left out.
    package func line(width: Int) -> String {
        var parts = parts
        while parts.count > 1 && Self.text(parts).displayWidth > width {
            let least = parts.indices.max { parts[$0].rank < parts[$1].rank }!
            parts.remove(at: least)
        }
        return Self.text(parts).prefix(displayWidth: width)
    }

    private struct Part {
        let text: String
        /// 0 for the most important.
        let rank: Int
        let separator: String
    }

    private var parts: [Part] {
        var parts = [
            Part(text: "\(epoch)/\(epochs)", rank: 0, separator: ""),
            Part(text: bar, rank: 3, separator: " "),
        ]
        for (place, metric) in metrics.enumerated() {
            parts.append(
                Part(
                    text: "\(metric.name) \(metric.value)".singleLine, rank: place == 0 ? 1 : 3 + place,
                    separator: place == 0 ? " " : "  "))
        }
        if let examplesPerSecond, let speed = wholeNumber(examplesPerSecond) {
            parts.append(Part(text: "\(speed) examples/s", rank: 4 + metrics.count, separator: "  "))
        }
        if let idleShare {
            parts.append(Part(text: "idle \(idleShare)", rank: 5 + metrics.count, separator: "  "))
        }
        if let secondsLeft, let seconds = wholeNumber(secondsLeft.rounded(.up)) {
            parts.append(Part(text: "\(Self.clock(seconds)) left", rank: 2, separator: "  "))
        }
        return parts
    }

    private var bar: String {
        let columns = 10
        let done = fraction.isFinite ? Int(min(max(fraction, 0), 1) * Double(columns)) : 0
        return String(repeating: "█", count: done).rightPadded(to: columns, with: "░")
    }

    private static func text(_ parts: [Part]) -> String {
        parts.map { $0.separator + $0.text }.joined()
    }

    /// `2:07`, or `1:02:07` from an hour on.
    private static func clock(_ seconds: Int) -> String {
        func twoDigits(_ number: Int) -> String { "\(number)".leftPadded(to: 2, with: "0") }
        let (minutes, rest) = (seconds / 60, twoDigits(seconds % 60))
        return minutes < 60 ? "\(minutes):\(rest)" : "\(minutes / 60):\(twoDigits(minutes % 60)):\(rest)"
    }
}

/// The nearest integer; nil if it does not exist, as for a speed after no time.
private func wholeNumber(_ number: Double) -> Int? { Int(exactly: number.rounded()) }

import Chainrule
import ChainruleTraining

/// Tells the readers of a live report how the training goes on. It stands behind the observers that write the run's directory.
package final class LiveObserver: TrainingObserver {
    private static let secondsBetweenLines = 0.5
    private static let secondsBetweenPages = 3.0

    private let report: LiveReport
    private let clock = ContinuousClock()
    private var lineTime: ContinuousClock.Instant
    private var pageTime: ContinuousClock.Instant

    package init(_ report: LiveReport) {
        self.report = report
        (lineTime, pageTime) = (clock.now, clock.now)
    }

    package func trainingBegins(_ training: Training) { report.pageChanged() }

    package func stepEnds(_ step: StepReport, of training: Training) {
        let now = clock.now
        if (now - lineTime).seconds >= Self.secondsBetweenLines {
            lineTime = now
            report.say(
                "Epoch \(step.epoch) of \(training.epochs), step \(step.step): loss \(figureText(step.epochLoss))"
            )
        }
        if (now - pageTime).seconds >= Self.secondsBetweenPages {
            pageTime = now
            report.pageChanged()
        }
    }

    package func epochEnds(_ epoch: EpochRecord, of training: Training) {
        pageTime = clock.now
        report.pageChanged()
    }
}

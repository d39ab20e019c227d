import ChainruleTraining

/// The line at the bottom of a terminal that shows progress, for trainings that print nothing themselves.
final class StepProgress: TrainingObserver {
    private let line = ProgressLine()
    private var task = ""

    /// Starts a new phase.
    func begin(_ task: String) {
        self.task = task
        end()
        line.show { String(task.prefix($0)) }
    }

    /// Removes the line.
    func end() { line.clear() }

    func stepEnds(_ step: StepReport, of training: Training) {
        line.show { width in
            let place = "epoch \(step.epoch)/\(training.epochs), batch \(step.batch)/\(training.batchCount)"
            return String("\(task), \(place)".prefix(width))
        }
    }

    func trainingEnds(_ outcome: Outcome, of training: Training) { end() }
}

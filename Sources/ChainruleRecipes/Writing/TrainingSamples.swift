import Chainrule
import ChainruleTraining
import Foundation

/// Lets a model that writes texts write one from time to time as it is trained, and keeps it: first gibberish, later words.
///
/// It writes after 100 steps, 200, 400 and so on, and at the end. The texts follow from the random seed and the step; they
/// change nothing in the training. Models that write no texts are left alone.
public final class TrainingSamples: TrainingObserver {
    private static let firstStep = 100
    private static let length = 200

    private let task: any LearningTask
    private let directory: URL
    private let show: (String) -> Void
    private var lastStep = 0

    /// - Parameters:
    ///   - task: the task of the model that is trained.
    ///   - directory: where texts are kept, as in `step-000100.txt`.
    ///   - show: called with every text.
    public init(of task: any LearningTask, directory: URL, show: @escaping (String) -> Void) {
        (self.task, self.directory, self.show) = (task, directory, show)
    }

    public func stepEnds(_ step: StepReport, of training: Training) throws {
        let multiple = step.step / Self.firstStep
        guard step.step.isMultiple(of: Self.firstStep), multiple & (multiple - 1) == 0 else { return }
        try write(step.step, training)
    }

    public func trainingEnds(_ outcome: Outcome, of training: Training) throws {
        if case .failed = outcome { return }
        try write(training.trainer.position.step, training)
    }

    private func write(_ step: Int, _ training: Training) throws {
        guard step > lastStep, let writer = task.writer(for: training.trainer.model) else { return }
        lastStep = step
        let text = try writer.write(Self.length, seed: training.trainer.seed &+ UInt64(step))
        let file = directory.appending(path: "step-\("\(step)".leftPadded(to: 6, with: "0")).txt")
        try makeDirectory(at: directory.path)
        try writeAtomically(to: file) { try $0.write(contentsOf: Data((text + "\n").utf8)) }
        show(
            "after \(counted(step, "step")):\n"
                + text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { "    " + $0 }.joined(separator: "\n"))
    }
}

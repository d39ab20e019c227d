import Chainrule
import ChainruleData
import ChainruleInterop
import ChainruleNN
import Foundation

/// Logs a run for TensorBoard: curves of loss, learning rate and metrics, histograms of the
/// parameters after every epoch, the graph of the loss, and the first few inputs if they are images.
///
///     tensorboard --logdir DIRECTORY
public final class TensorBoard: TrainingObserver {
    private let directory: String
    private let stepInterval: Int
    private var log: TensorBoardLog?

    /// - Parameters:
    ///   - directory: the directory of the event files; a resumed run writes another one.
    ///   - stepInterval: loss and learning rate are written every this many updates, 20 by default.
    /// - Precondition: the interval is at least 1.
    public init(_ directory: String, stepInterval: Int = 20) {
        require(stepInterval >= 1, "TensorBoard: stepInterval is \(stepInterval), expected at least 1")
        self.directory = directory
        self.stepInterval = stepInterval
    }

    public func trainingBegins(_ training: Training) throws {
        let log = try TensorBoardLog(directory: URL(fileURLWithPath: directory))
        self.log = log
        let step = training.trainer.position.step
        if step > 0 {
            try log.restart(at: step + 1)
        } else {
            try introduce(training, in: log)
        }
        try log.flush()
    }

    public func stepEnds(_ step: StepReport, of training: Training) throws {
        guard step.step.isMultiple(of: stepInterval), let log else { return }
        try log.scalar("step/loss", step.loss, step: step.step)
        try log.scalar("step/learning rate", step.learningRate, step: step.step)
        // Flushed, to be visible now and not lost if the process is killed.
        try log.flush()
    }

    public func epochEnds(_ epoch: EpochRecord, of training: Training) throws {
        guard let log else { return }
        let step = training.trainer.position.step
        try log.scalar("loss/training", epoch.loss, step: step)
        if let loss = epoch.validationLoss { try log.scalar("loss/validation", loss, step: step) }
        for (name, value) in epoch.metrics { try log.scalar("\(name)/training", value, step: step) }
        for (name, value) in epoch.validationMetrics {
            try log.scalar("\(name)/validation", value, step: step)
        }
        for (name, parameter) in training.trainer.model.parameters() {
            try log.histogram(name.replacing(".", with: "/"), parameter.value, step: step)
        }
        try log.flush()
    }

    public func trainingEnds(_ outcome: Outcome, of training: Training) throws { try log?.flush() }

    private func introduce(_ training: Training, in log: TensorBoardLog) throws {
        let batch = try training.examples.batch(
            Array(0..<min(max(8, training.demands.smallestBatch), training.examples.count))[...])
        let loss = training.trainer.lossGraph(of: batch)
        let parameters = training.trainer.model.parameters().map { ($0.name, $0.parameter.value) }
        try log.graph(of: loss, parameters: parameters)
        let shape = batch.inputs.shape
        guard shape.count == 4, [1, 3].contains(shape[1]), batch.inputs.dtype.isFloatingPoint else { return }
        // Scaled from the darkest to the lightest, because inputs may be centered around zero.
        let darkest = batch.inputs.min()
        let images = (batch.inputs - darkest) / maximum(batch.inputs.max() - darkest, 1e-12)
        for index in 0..<min(8, batch.count) { try log.image("inputs/\(index)", images[index], step: 0) }
    }
}

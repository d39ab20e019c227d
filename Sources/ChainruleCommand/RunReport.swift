import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

/// What a run says of itself: before, after every epoch and at the end.
enum RunReport {
    static func opening(_ trainer: Trainer) -> String {
        let (data, chosen) = (trainer.data, trainer.hyperparameters)
        let images = data.training
        return """
            recipe   \(trainer.recipe.name): \(trainer.recipe.summary)
            data     \(data.name): \(images.count) training and \(data.heldOut.count) held-out images of \
            \(images.height) × \(images.width), \(images.classCount) classes
            network  \(trainer.model.parameterCount) parameters
            steps    \(chosen.epochs) epochs in batches of \(chosen.batchSize), learning rate \
            \(chosen.learningRate), momentum \(chosen.momentum), L2 \(chosen.l2), seed \(trainer.seed), \
            \(Threads.count) threads

            \(header)
            """
    }

    private static let header = "  epoch     loss   training   held-out   examples/s   seconds"

    static func row(_ epoch: EpochRecord, of trainer: Trainer) -> String {
        let speed = Double(trainer.data.training.count) / epoch.seconds
        return [
            ("\(epoch.epoch)/\(trainer.hyperparameters.epochs)", 7), (decimal(epoch.loss, 4), 9),
            (percent(epoch.accuracy), 11), (percent(epoch.heldOutAccuracy), 11), ("\(Int(speed))", 13),
            (decimal(epoch.seconds, 1), 10),
        ].map { text, width in String(repeating: " ", count: max(0, width - text.count)) + text }.joined()
    }

    static func closing(
        _ record: RunRecord, training: ConfusionMatrix, heldOut: ConfusionMatrix, _ history: [EpochRecord],
        in directory: RunDirectory
    ) -> String {
        let curve = history.count < 2 ? "" : "\nloss by epoch      \(sparkline(history.map(\.loss)))"
        return """

            training accuracy  \(percent(training.accuracy))  (\(training.correct) of \(training.total))
            held-out accuracy  \(percent(heldOut.accuracy))  (\(heldOut.correct) of \(heldOut.total))\(curve)

            \(heldOut.table(classNames: record.classNames))

            saved in \(directory.url.relativePath); measure it again with: \
            chainrule evaluate \(directory.url.relativePath)\(dataFlag(record.source))
            """
    }

    static func evaluation(_ record: RunRecord, on data: TrainingData, _ confusion: ConfusionMatrix) -> String
    {
        """
        recipe             \(record.recipe), \(record.parameterCount) parameters
        data               \(data.name)
        held-out accuracy  \(percent(confusion.accuracy))  (\(confusion.correct) of \(confusion.total))

        \(confusion.table(classNames: record.classNames))
        """
    }

    private static func dataFlag(_ source: DataSource) -> String {
        if case .directory(let path) = source { " --data \(path)" } else { "" }
    }

    /// The numbers as bars, the largest one full.
    private static func sparkline(_ numbers: [Double]) -> String {
        let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        let largest = max(numbers.max() ?? 0, .leastNonzeroMagnitude)
        return String(numbers.map { bars[min(7, max(0, Int($0 / largest * 7.999)))] })
    }
}

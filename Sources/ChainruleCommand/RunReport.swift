import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

/// What a run says of itself: before, after every epoch and at the end.
enum RunReport {
    static func opening(_ trainer: Trainer) -> String {
        let (data, images, chosen) = (trainer.data, trainer.data.training, trainer.hyperparameters)
        return """
            recipe   \(trainer.recipe.name): \(trainer.recipe.summary)
            data     \(data.name): \(images.count) training and \(data.heldOut.count) held-out images of \
            \(images.height) × \(images.width), \(images.classCount) classes
            network  \(trainer.model.parameterCount) parameters
            steps    epochs \(chosen.epochs), batch \(chosen.batchSize), learning rate \
            \(chosen.learningRate), momentum \(chosen.momentum), L2 \(chosen.l2), seed \(trainer.seed), \
            threads \(Threads.count)

            \(row(["epoch", "loss", "training", "held-out", "examples/s", "seconds"]))
            """
    }

    static func row(_ epoch: EpochRecord, of trainer: Trainer) -> String {
        row([
            "\(epoch.epoch)/\(trainer.hyperparameters.epochs)", decimal(epoch.loss, 4),
            percent(epoch.accuracy), percent(epoch.heldOutAccuracy),
            decimal(Double(trainer.data.training.count) / epoch.seconds, 0), decimal(epoch.seconds, 1),
        ])
    }

    static func closing(
        _ record: RunRecord, training: Evaluation, heldOut: Evaluation, of images: LabeledImages,
        _ history: [EpochRecord], in directory: RunDirectory
    ) -> String {
        let curve = history.count < 2 ? "" : "\nloss by epoch      \(sparkline(history.map(\.loss)))"
        let path = directory.url.relativePath
        return """

            \(accuracy("training", training))
            \(accuracy("held-out", heldOut))\(curve)

            \(heldOut.confusion.table(classNames: record.classNames))
            \(misread(heldOut, of: images))
            saved in \(path); measure it again with: \
            chainrule evaluate \(shellQuoted(path))\(dataFlag(record.source))
            """
    }

    static func evaluation(_ record: RunRecord, on data: TrainingData, _ evaluation: Evaluation) -> String {
        """
        recipe             \(record.recipe), \(record.parameterCount) parameters
        data               \(data.name)
        \(accuracy("held-out", evaluation))

        \(evaluation.confusion.table(classNames: record.classNames))
        \(misread(evaluation, of: data.heldOut))
        """
    }

    private static func row(_ cells: [String]) -> String {
        zip(cells, [7, 13, 11, 11, 13, 10]).map { $0.leftPadded(to: $1) }.joined()
    }

    /// The first few held-out images that were not recognized, drawn side by side; empty if there are none.
    private static func misread(_ evaluation: Evaluation, of images: LabeledImages) -> String {
        let shown = evaluation.mistakes.prefix(3)
        if shown.isEmpty { return "" }
        let captions = shown.map { mistake in
            let truth = images.classNames[Int(images.labels[mistake.index])]
            return "\(truth), taken for \(images.classNames[mistake.prediction])"
        }
        return "\n" + ImageDrawing.row(of: images, at: shown.map(\.index), captions: captions) + "\n"
    }

    private static func accuracy(_ part: String, _ evaluation: Evaluation) -> String {
        let confusion = evaluation.confusion
        return
            "\(part) accuracy  \(percent(confusion.accuracy))  (\(confusion.correct) of \(confusion.total))"
    }

    private static func dataFlag(_ source: DataSource) -> String {
        if case .directory(let path) = source { " --data \(shellQuoted(path))" } else { "" }
    }

    /// The numbers as bars, the largest one full.
    private static func sparkline(_ numbers: [Double]) -> String {
        let bars = Array("▁▂▃▄▅▆▇█")
        let largest = max(numbers.max() ?? 0, .leastNonzeroMagnitude)
        return String(numbers.map { bars[min(7, max(0, Int($0 / largest * 8)))] })
    }
}

import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import Foundation

/// The output of a run: before, after every epoch and at the end.
enum RunReport {
    static func opening(_ run: RecipeRun) -> String {
        let (data, images, chosen) = (run.data, run.data.training, run.hyperparameters)
        let warnings = data.findings.map { "warning  \($0)\n" }.joined()
        return """
            recipe   \(run.recipe.name): \(run.recipe.summary)
            data     \(data.name): \(images.count) training and \(data.validation.count) validation images of \
            \(ImageShape(of: images)), \(images.classCount) classes
            \(warnings)network  \(run.trainer.model.parameterCount) parameters
            steps    epochs \(chosen.epochs), batch \(chosen.batchSize), \(chosen.optimizer.rawValue), \
            learning rate \(chosen.learningRate) \(chosen.schedule), momentum \(chosen.momentum), \
            L2 \(chosen.l2), seed \(run.seed), threads \(Threads.count)

            """
    }

    static func closing(
        _ record: RunRecord, training: ImageEvaluation, validation: ImageEvaluation, of images: LabeledImages,
        _ history: [EpochRecord], in directory: RunDirectory
    ) -> String {
        let label = "loss by epoch".rightPadded(to: labelWidth)
        let curve =
            history.count < 2
            ? "" : "\n\(label)\(sparkline(history.map(\.loss), width: width - label.count))"
        let path = directory.url.relativePath
        return """

            \(accuracy("training", training))
            \(accuracy("validation", validation))\(curve)

            \(ConfusionReport.text(validation.confusion, classNames: record.classNames, width: width))
            \(misread(validation, of: images))
            \(savedEpoch(record, history))saved in \(path); evaluate it again with: \
            chainrule evaluate \(shellQuoted(path))\(dataFlag(record.source))
            """
    }

    /// The epoch of the saved model; empty if it was saved within an epoch.
    private static func savedEpoch(_ record: RunRecord, _ history: [EpochRecord]) -> String {
        guard let epoch = record.epoch else { return "" }
        let reason = epoch == history.count ? "the last" : "the best on the validation set"
        return "the model is from epoch \(epoch) of \(history.count), \(reason)\n"
    }

    static func stopped(_ reason: String, _ position: Position, in directory: RunDirectory) -> String {
        """

        \(reason) after \(position.step) steps, in epoch \(position.epoch + 1); resume with: \
        chainrule train --resume \(shellQuoted(directory.url.relativePath))
        """
    }

    static func evaluation(_ record: RunRecord, on data: TrainingData, _ evaluation: ImageEvaluation)
        -> String
    {
        """
        \("recipe".rightPadded(to: labelWidth))\(record.recipe), \(record.parameterCount) parameters
        \("data".rightPadded(to: labelWidth))\(data.name)
        \(accuracy("validation", evaluation))

        \(ConfusionReport.text(evaluation.confusion, classNames: record.classNames, width: width))
        \(misread(evaluation, of: data.validation))
        """
    }

    /// The first few misclassified validation images, drawn side by side; empty if there are none.
    private static func misread(_ evaluation: ImageEvaluation, of images: LabeledImages) -> String {
        let shown = evaluation.misclassified.prefix(3)
        if shown.isEmpty { return "" }
        let captions = shown.map { example in
            let truth = images.classNames[Int(images.labels[example.index])]
            return "\(truth), predicted \(images.classNames[example.prediction])"
        }
        return "\n"
            + ImageDrawing.row(
                of: images, at: shown.map(\.index), captions: captions, width: width) + "\n"
    }

    private static func accuracy(_ part: String, _ evaluation: ImageEvaluation) -> String {
        let confusion = evaluation.confusion
        return "\(part) accuracy".rightPadded(to: labelWidth)
            + "\(percent(confusion.accuracy))  (\(confusion.correct) of \(confusion.total))"
    }

    /// The column of the numbers: two blanks after the longest label.
    private static let labelWidth = "validation accuracy  ".count

    private static func dataFlag(_ source: DataSource) -> String {
        if case .directory(let path) = source { " --data \(shellQuoted(path))" } else { "" }
    }

    /// The columns of a line on standard output.
    private static var width: Int { Terminal(descriptor: STDOUT_FILENO).width }

    /// The numbers as bars, the largest one full; if there are more than columns, the means of neighbors.
    private static func sparkline(_ numbers: [Double], width: Int) -> String {
        let bars = Array("▁▂▃▄▅▆▇█")
        let count = min(numbers.count, max(1, width))
        let means = (0..<count).map { column in
            let part = numbers[column * numbers.count / count..<(column + 1) * numbers.count / count]
            return part.reduce(0, +) / Double(part.count)
        }
        let largest = max(means.max() ?? 0, .leastNonzeroMagnitude)
        return String(means.map { bars[min(7, Int(min(max($0 / largest, 0), 1) * 8))] })
    }
}

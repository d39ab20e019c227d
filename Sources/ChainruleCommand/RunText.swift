import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// The output of a run: before, after every epoch and at the end.
enum RunText {
    static func opening(_ run: RecipeRun) -> String {
        let (data, chosen) = (run.data, run.hyperparameters)
        let notes = (data.notes + run.task.notes).map { "warning  \($0)\n" }.joined()
        return """
            recipe   \(run.recipe.name): \(run.recipe.summary)
            data     \(data.name): \(data.summary)
            \(notes)network  \(run.trainer.model.parameterCount) parameters
            steps    epochs \(chosen.epochs), batch \(chosen.batchSize), \(chosen.optimizer.rawValue), \
            learning rate \(chosen.learningRate) \(chosen.schedule), momentum \(chosen.momentum), \
            L2 \(chosen.l2)\(chosen.clipping.map { ", clipping \($0)" } ?? ""), seed \(run.seed), threads \(Threads.count)

            """
    }

    static func closing(
        _ run: RecipeRun, _ record: RunRecord, training: Evaluation, validation: Evaluation,
        view: ModelView, pictures: [URL], in directory: RunDirectory
    ) -> String {
        let (task, history) = (run.task, run.trainer.history)
        let path = directory.url.relativePath
        let rows =
            figures("training", task.figures(of: training))
            + figures("validation", task.figures(of: validation)) + view.figures.map { ($0.name, $0.text) }
        let curve =
            history.count < 2 ? [] : [("loss by epoch", sparkline(history.map(\.loss), width: width - 24))]
        return """

            \(table(rows + curve))

            \(run.data.details(of: validation, for: task, width: width))\(view.details(width))
            \(pictures.map { "drawn in \($0.relativePath)\n" }.joined())\
            \(savedEpoch(record, history))saved in \(path), with a report in report.html; evaluate it again with: \
            chainrule evaluate \(shellQuoted(path))
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

    static func evaluation(_ record: RunRecord, _ evaluated: EvaluatedRun) -> String {
        """
        \(table(
            [("recipe", "\(record.recipe), \(record.parameterCount) parameters"), ("data", evaluated.dataName)]
                + figures("validation", evaluated.figures)))

        \(evaluated.details(width))
        """
    }

    private static func figures(_ part: String, _ figures: [(name: String, text: String)]) -> [(
        String, String
    )] {
        figures.map { ("\(part) \($0.name)", $0.text) }
    }

    /// Rows of a label and a text, the texts two blanks behind the longest label.
    private static func table(_ rows: [(label: String, text: String)]) -> String {
        let width = rows.map(\.label.count).max()! + 2
        return rows.map { $0.label.rightPadded(to: width) + $0.text }.joined(separator: "\n")
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

import ArgumentParsing
import Chainrule
import ChainruleTraining
import Foundation

/// `chainrule cross-validate`: how much a recipe's figures owe to the choice of the examples.
struct CrossValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cross-validate", abstract: "Measure a recipe on every part of the training examples.",
        discussion: """
            Deals the training examples out to folds, every class evenly. For each fold a network is trained \
            on all the others and measured on the one left out; the mean and the standard deviation over the \
            folds say how good the recipe is, and how sure that is.

            The held-out examples are not looked at: they stay new for a last measurement.
            """)

    @Argument(help: "What to train.")
    var recipe: Recipe

    @Option(help: ArgumentHelp("Parts of the training examples, at least 2.", valueName: "n"))
    var folds: Count

    @OptionGroup var options: TrainingOptions

    mutating func validate() throws {
        if folds.value < 2 { throw ValidationError("--folds is \(folds.value), expected at least 2") }
    }

    mutating func run() throws {
        options.chooseThreads()
        let data = try options.load(for: recipe)
        printNow(FoldTable.opening(recipe, data.name, data.training.count, folds.value))
        let validation = try crossValidate(
            recipe, on: data.training, named: data.name, folds: folds.value,
            with: options.hyperparameters(of: recipe), seed: options.startingSeed,
            observers: [FoldProgress(foldCount: folds.value)]
        ) { printNow(FoldTable.row($0)) }
        printNow(FoldTable.closing(validation))
    }
}

/// The line at the bottom of a terminal that tells which fold is under way.
private final class FoldProgress: TrainingObserver {
    private let foldCount: Int
    private var fold = 0
    private let line = ProgressLine()

    init(foldCount: Int) { self.foldCount = foldCount }

    func trainingBegins(_ training: Training) { fold += 1 }

    func stepEnds(_ step: StepReport, of training: Training) {
        line.show { _ in "fold \(fold)/\(foldCount), epoch \(step.epoch)/\(training.epochs)" }
    }

    func trainingEnds(_ outcome: Outcome, of training: Training) { line.clear() }
}

/// What a cross-validation says of itself: before, after every fold and at the end.
private enum FoldTable {
    static func opening(_ recipe: Recipe, _ data: String, _ exampleCount: Int, _ foldCount: Int) -> String {
        """
        recipe   \(recipe.name): \(recipe.summary)
        data     \(data): \(exampleCount) training examples in \(foldCount) folds

        \(line(["fold", "training", "left out", "accuracy", "loss"]))
        """
    }

    static func row(_ fold: CrossValidation.Fold) -> String {
        line([
            "\(fold.number)", "\(fold.trainingCount)", "\(fold.heldOutCount)", percent(fold.accuracy),
            decimal(fold.loss, 4),
        ])
    }

    static func closing(_ validation: CrossValidation) -> String {
        let (accuracy, loss) = (validation.accuracy, validation.loss)
        return """

            accuracy  \(percent(accuracy.mean)) ± \(percent(accuracy.standardDeviation))
            loss      \(decimal(loss.mean, 4)) ± \(decimal(loss.standardDeviation, 4))
            """
    }

    private static func line(_ cells: [String]) -> String {
        cells.map { $0.leftPadded(to: 10) }.joined()
    }
}

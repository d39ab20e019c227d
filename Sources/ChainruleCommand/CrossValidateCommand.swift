import ArgumentParsing
import Chainrule
import ChainruleTraining

/// `chainrule cross-validate`: how much a recipe's results depend on the choice of examples.
struct CrossValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cross-validate", abstract: "Cross-validate a recipe on the training set.",
        discussion: """
            Splits the training set into stratified folds. For each fold a network is trained on all the other \
            folds and evaluated on this one; reports the mean and the standard deviation over the folds.

            The validation set is not used, so it remains available for a final evaluation.

            With --out each fold is a run like those of train, in a subdirectory, and the results are saved as \
            cross-validation.json. To resume an interrupted cross-validation, repeat the command.
            """)

    @Argument(help: "Network to train.")
    var recipe: Recipe

    @Option(help: ArgumentHelp("Number of folds, at least 2.", valueName: "n"))
    var folds: Count

    @OptionGroup var options: TrainingOptions

    @Option(help: ArgumentHelp("Output directory; by default nothing is saved.", valueName: "dir"))
    var out: DirectoryPath?

    mutating func validate() throws {
        if folds.value < 2 { throw ValidationError("--folds is \(folds.value), expected at least 2") }
    }

    mutating func run() throws {
        options.chooseThreads()
        let data = try options.load(for: recipe)
        printNow(FoldTable.opening(recipe, data.name, data.training.count, folds.value))
        let directory = out.map {
            CrossValidationDirectory(
                $0.path, source: options.source.fixed(seed: options.startingSeed),
                command: CommandLine.arguments)
        }
        if let directory { try options.source.requireOutside(directory.url) }
        let stop = StopRequest()
        // Without a directory there is nothing to save: the signal ends the process.
        let interruption = directory.map { _ in Interruption { stop(because: "interrupted") } }
        let progress = StepProgress()
        defer { progress.end() }
        func begin(_ fold: Int) { progress.begin("fold \(fold)/\(folds.value)") }
        begin(1)
        do {
            let validation = try crossValidate(
                recipe, on: data.training, named: data.name, folds: folds.value,
                with: options.hyperparameters(of: recipe), seed: options.startingSeed, in: directory,
                observers: [progress], stop: stop
            ) { fold in
                progress.end()
                printNow(FoldTable.row(fold))
                if fold.number < folds.value { begin(fold.number + 1) }
            }
            printNow(FoldTable.closing(validation, in: directory))
        } catch CrossValidationError.stopped(let reason) {
            printNow("\n\(reason); repeat the command to resume the cross-validation")
            interruption?.dieIfAsked()
            throw ExitCode.failure
        }
    }
}

/// The output of a cross-validation: before, after every fold and at the end.
private enum FoldTable {
    static func opening(_ recipe: Recipe, _ data: String, _ exampleCount: Int, _ foldCount: Int) -> String {
        """
        recipe   \(recipe.name): \(recipe.summary)
        data     \(data): \(exampleCount) training examples in \(foldCount) folds

        \(line(["fold", "training", "validation", "accuracy", "loss"]))
        """
    }

    static func row(_ fold: CrossValidation.Fold) -> String {
        line([
            "\(fold.number)", "\(fold.trainingCount)", "\(fold.validationCount)", percent(fold.accuracy),
            decimal(fold.loss, 4),
        ])
    }

    static func closing(_ validation: CrossValidation, in directory: CrossValidationDirectory?) -> String {
        let (accuracy, loss) = (validation.accuracy, validation.loss)
        let place = directory.map { "\nsaved in \($0.url.relativePath)" } ?? ""
        return """

            accuracy  \(percent(accuracy.mean)) ± \(percent(accuracy.standardDeviation))
            loss      \(decimal(loss.mean, 4)) ± \(decimal(loss.standardDeviation, 4))\(place)
            """
    }

    private static func line(_ cells: [String]) -> String {
        cells.map { $0.leftPadded(to: 10) }.joined()
    }
}

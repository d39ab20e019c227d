import ArgumentParsing
import Chainrule
import ChainruleRecipes
import ChainruleStudio
import ChainruleTraining

/// `chainrule cross-validate`: how much a recipe's results depend on the choice of examples.
struct CrossValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cross-validate", abstract: "Cross-validate a recipe on the training set.",
        discussion: """
            Splits the training set into stratified folds. For each fold a network is trained on all the other \
            folds and evaluated on this one; reports the mean and the standard deviation over the folds.

            The validation set is not used, so it remains available for a final evaluation.

            With --out each fold is a run like those of train, with a report, in a subdirectory, and the results are \
            saved as cross-validation.json. To resume an interrupted cross-validation, repeat the command.
            """)

    @Argument(help: "Network to train.")
    var recipe: Recipe

    @Option(help: ArgumentHelp("Number of folds, at least 2.", valueName: "n"))
    var folds: Count

    @OptionGroup var options: TrainingOptions

    @Option(help: ArgumentHelp("Output directory; by default nothing is saved.", valueName: "dir"))
    var out: DirectoryPath?

    mutating func validate() throws {
        try options.data.check(for: recipe)
        if folds.value < 2 { throw ValidationError("--folds is \(folds.value), expected at least 2") }
    }

    mutating func run() throws {
        options.data.chooseThreads()
        let data = try options.data.load(for: recipe)
        let table = FoldTable(try data.fittedTask().metrics.members)
        printNow(table.opening(recipe, data, folds.value))
        let directory = out.map { out in
            CrossValidationDirectory(out.path, command: CommandLine.arguments) {
                [ReportWriter($0, of: $1, evaluates: true)]
            }
        }
        if let directory { try options.data.requireOutside(directory.url, for: recipe) }
        let values = recipe.fixingData(options.data.values(for: recipe), seed: options.data.startingSeed)
        let stop = StopRequest()
        // Without a directory there is nothing to save: the signal ends the process.
        let interruption = directory.map { _ in Interruption { stop(because: "interrupted") } }
        let progress = StepProgress()
        defer { progress.end() }
        func begin(_ fold: Int) { progress.begin("fold \(fold)/\(folds.value)") }
        begin(1)
        do {
            let validation = try crossValidate(
                recipe, on: data, folds: folds.value, options: values,
                with: options.hyperparameters(of: recipe), seed: options.data.startingSeed, in: directory,
                observers: [progress], stop: stop
            ) { fold in
                progress.end()
                printNow(table.row(fold))
                if fold.number < folds.value { begin(fold.number + 1) }
            }
            printNow(table.closing(validation, in: directory))
        } catch CrossValidationError.stopped(let reason) {
            printNow("\n\(reason); repeat the command to resume the cross-validation")
            interruption?.dieIfAsked()
            throw ExitCode.failure
        }
    }
}

/// The output of a cross-validation: before, after every fold and at the end.
private struct FoldTable {
    private let metrics: [any Metric]

    init(_ metrics: [any Metric]) { self.metrics = metrics }

    func opening(_ recipe: Recipe, _ data: any LoadedData, _ foldCount: Int) -> String {
        """
        recipe   \(recipe.name): \(recipe.summary)
        data     \(data.name): \(data.trainingCount) training examples in \(foldCount) folds

        \(line(["fold", "training", "validation"] + metrics.map(\.name) + ["loss"]))
        """
    }

    func row(_ fold: CrossValidation.Fold) -> String {
        line(
            ["\(fold.number)", "\(fold.trainingCount)", "\(fold.validationCount)"]
                + metrics.map { metric in fold.metrics[metric.name].map { metric.text(of: $0) } ?? "–" }
                + [figureText(fold.loss)])
    }

    func closing(_ validation: CrossValidation, in directory: CrossValidationDirectory?) -> String {
        let figures: [(name: String, text: String)] =
            metrics.compactMap { metric in
                validation.metrics[metric.name].map {
                    (metric.name, "\(metric.text(of: $0.mean)) ± \(metric.text(of: $0.standardDeviation))")
                }
            } + [
                (
                    "loss",
                    "\(figureText(validation.loss.mean)) ± \(figureText(validation.loss.standardDeviation))"
                )
            ]
        let width = figures.map(\.name.count).max()! + 2
        let lines = figures.map { $0.name.rightPadded(to: width) + $0.text }
        let place = directory.map { ["saved in \($0.url.relativePath)"] } ?? []
        return ([""] + lines + place).joined(separator: "\n")
    }

    private func line(_ cells: [String]) -> String {
        let widths = [10, 10, 10].map { $0 + 1 } + metrics.map { max($0.name.count, 8) + 2 } + [10]
        return zip(cells, widths).map { $0.leftPadded(to: $1) }.joined()
    }
}

import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleTraining

/// `chainrule train`: a recipe on a data set, from the first number to the saved model.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train a network to read characters.",
        discussion: """
            Recipes:
            \(Recipe.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))

            The model, what made it and its history are written into the directory of --out after every \
            epoch. `chainrule evaluate` measures it again from these files.

            Schedules:
            \(Schedule.forms.map { "  \($0.form): \($0.meaning)" }.joined(separator: "\n"))

            A run that was stopped by Ctrl-C or killed goes on with --resume, and comes to the same numbers as \
            if nothing had happened. `tensorboard --logdir runs` shows all runs.

            Exit codes: 2 for a wrong use, 3 for a training that diverged, 1 for any other error.
            """)

    @Argument(help: "What to train; not needed with --resume.")
    var recipe: Recipe?

    @Option(
        help: ArgumentHelp(
            "Directory of a run to go on with, or one of its checkpoints; of the other options only --epochs "
                + "(how many there are to be in all), --patience and --save-every go with it.",
            valueName: "dir"))
    var resume: DirectoryPath?

    @OptionGroup var options: TrainingOptions

    @Option(
        help: ArgumentHelp(
            "End when the validation accuracy has not risen for so many epochs; by default as before with --resume, "
                + "else never.",
            valueName: "n"))
    var patience: Count?

    @Option(
        help: ArgumentHelp(
            "Steps between two checkpoints; by default one a minute, and one after every epoch.",
            valueName: "n"))
    var saveEvery: Count?

    @Option(help: ArgumentHelp("Where the run is written; by default runs/RECIPE.", valueName: "dir"))
    var out: DirectoryPath?

    mutating func validate() throws {
        guard resume != nil else {
            if recipe != nil { return }
            throw ValidationError("what is to be trained? Name a recipe, or a run to --resume")
        }
        let fixed =
            (recipe == nil ? [] : ["a recipe"]) + options.given.filter { $0 != "--epochs" }
            + (out == nil ? [] : ["--out"])
        if let option = fixed.first {
            throw ValidationError(
                "\(option) cannot be combined with --resume: it was decided when the run began")
        }
    }

    mutating func run() throws {
        try makeRun().run(saveInterval: saveEvery?.value)
    }

    /// What a recipe is trained with.
    func hyperparameters(of recipe: Recipe) -> Hyperparameters {
        var chosen = options.hyperparameters(of: recipe)
        chosen.patience = patience?.value
        return chosen
    }

    private func makeRun() throws -> TrainingRun {
        if let resume {
            return try TrainingRun(
                resuming: resume.path, epochs: options.epochs?.value, patience: patience?.value)
        }
        options.chooseThreads()
        let recipe = recipe!
        let run = RecipeRun(
            recipe, on: try options.load(for: recipe), with: hyperparameters(of: recipe),
            seed: options.startingSeed)
        let directory = out.map { RunDirectory($0.path) } ?? .unused(named: recipe.name)
        try options.source.requireOutside(directory.url)
        return try TrainingRun(run, options.source, directory)
    }
}

import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining

/// `chainrule train`: a recipe on a data set, from the first number to the saved model.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train a network.",
        discussion: """
            Recipes:
            \(Recipe.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))

            Presets:
            \(Recipe.presetLines.joined(separator: "\n"))

            The model, its configuration and its history are saved to the --out directory after every \
            epoch, and report.html there shows how it goes; `chainrule report` compares runs. `chainrule evaluate` evaluates a \
            saved model.

            Schedules:
            \(Schedule.forms.map { "  \($0.form): \($0.meaning)" }.joined(separator: "\n"))

            A run that was interrupted with Ctrl-C or killed can be continued with --resume; the result is the same, \
            bit for bit. `tensorboard --logdir runs` shows all runs.

            Exit codes: 2 for usage errors, 3 if training diverged, 1 for any other error.
            """)

    @Argument(help: "Network to train; omit it with --resume.")
    var recipe: Recipe?

    @Option(
        help: ArgumentHelp(
            "Resume a run or one of its checkpoints; only --epochs (new total), --patience, --save-every and "
                + "--threads may be combined with it.",
            valueName: "dir"))
    var resume: DirectoryPath?

    @OptionGroup var options: TrainingOptions

    @Option(
        help: ArgumentHelp(
            "Stop after N epochs without improvement on the validation set; with --resume the run's value by "
                + "default, else never.",
            valueName: "n"))
    var patience: Count?

    @Option(
        help: ArgumentHelp(
            "Save a checkpoint every N steps; by default every minute and after every epoch.",
            valueName: "n"))
    var saveEvery: Count?

    @Option(help: ArgumentHelp("Output directory of the run; by default runs/RECIPE.", valueName: "dir"))
    var out: DirectoryPath?

    @Flag(help: "Serve the run's report to the browser while it is trained, and print its address.")
    var live = false

    @Option(help: ArgumentHelp("Port of --live; by default any that is free.", valueName: "n"))
    var port: Port?

    mutating func validate() throws {
        if port != nil && !live { throw ValidationError("--port is the port of --live, which was not given") }
        guard resume != nil else {
            if let recipe { return try options.data.check(for: recipe) }
            throw ValidationError("nothing to train: name a recipe, or a run to --resume")
        }
        let fixed =
            (recipe == nil ? [] : ["a recipe"])
            + options.given.filter { $0 != "--epochs" && $0 != "--threads" }
            + (out == nil ? [] : ["--out"])
        if let option = fixed.first {
            throw ValidationError(
                "\(option) cannot be combined with --resume: it was set when the run was started")
        }
    }

    mutating func run() throws {
        if let resume {
            return try TrainingRun.resume(
                resume.path, epochs: options.epochs?.value, patience: patience?.value,
                saveInterval: saveEvery?.value, threads: options.data.threads?.value, livePort: livePort)
        }
        options.data.chooseThreads()
        let recipe = recipe!
        let run = try RecipeRun(
            recipe, on: options.data.load(for: recipe), options: options.data.values(for: recipe),
            with: hyperparameters(of: recipe), seed: options.data.startingSeed)
        let directory = out.map { RunDirectory($0.path) } ?? .unused(named: recipe.name)
        try options.data.requireOutside(directory.url, for: recipe)
        try TrainingRun.begin(run, in: directory, saveInterval: saveEvery?.value, livePort: livePort)
    }

    /// Where the report is served, 0 for any port that is free; nil if it is not.
    private var livePort: UInt16? { live ? port?.value ?? 0 : nil }

    /// What a recipe is trained with.
    func hyperparameters(of recipe: Recipe) -> Hyperparameters {
        var chosen = options.hyperparameters(of: recipe)
        chosen.patience = patience?.value
        return chosen
    }
}

extension Recipe {
    fileprivate static var presetLines: [String] {
        all.flatMap { recipe in recipe.presets.map { "  \(recipe.name) --preset \($0.name): \($0.summary)" } }
    }
}

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
            if nothing had happened. Checkpoints are made after every epoch and every minute.
            """)

    @Argument(help: "What to train; not needed with --resume.")
    var recipe: Recipe?

    @Option(
        help: ArgumentHelp(
            "Directory of a run to go on with, or one of its checkpoints; of the other options only --epochs "
                + "goes with it, how many there are to be in all.", valueName: "dir"))
    var resume: DirectoryPath?

    @Option(
        help: ArgumentHelp(
            "Directory of images: the IDX files of MNIST, the binary files of CIFAR, or a folder for each class.",
            valueName: "dir"))
    var data: DirectoryPath?

    @Option(help: "Without --data: the characters that the program draws itself, by default digits.")
    var glyphs: Glyphs?

    @Option(
        help: ArgumentHelp("Without --data: training examples to draw, by default 20000.", valueName: "n"))
    var examples: Count?

    @Option(help: ArgumentHelp("Passes over the training examples; by default the recipe's.", valueName: "n"))
    var epochs: Count?

    @Option(help: ArgumentHelp("Examples per step; by default the recipe's.", valueName: "n"))
    var batch: Count?

    @Option(help: ArgumentHelp("Learning rate; by default the recipe's.", valueName: "x"))
    var lr: PositiveNumber?

    @Option(help: "Rule that changes the weights; by default the recipe's.")
    var optimizer: OptimizerKind?

    @Option(help: ArgumentHelp("How the learning rate changes; by default the recipe's.", valueName: "form"))
    var schedule: Schedule?

    @Option(help: ArgumentHelp("Batches averaged for one step; by default the recipe's.", valueName: "n"))
    var accumulate: Count?

    @Option(
        help: ArgumentHelp(
            "Share of the last step that is added to the next; by default the recipe's.", valueName: "x"))
    var momentum: ShareBelowOne?

    @Option(help: ArgumentHelp("Strength of the L2 penalty; by default the recipe's.", valueName: "x"))
    var l2: NonNegativeNumber?

    @Option(
        help: ArgumentHelp("What weights, order and glyphs are drawn from; by default 0.", valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Processor cores to use; by default all.", valueName: "n"))
    var threads: Count?

    @Option(help: ArgumentHelp("Where the run is written; by default runs/RECIPE.", valueName: "dir"))
    var out: DirectoryPath?

    mutating func validate() throws {
        for (option, isGiven) in [("--glyphs", glyphs != nil), ("--examples", examples != nil)]
        where isGiven && data != nil {
            throw ValidationError("\(option) is about drawn characters and cannot be combined with --data")
        }
        guard resume != nil else {
            if recipe != nil { return }
            throw ValidationError("what is to be trained? Name a recipe, or a run to --resume")
        }
        let fixed: [(String, Bool)] = [
            ("a recipe", recipe != nil), ("--data", data != nil), ("--glyphs", glyphs != nil),
            ("--examples", examples != nil), ("--batch", batch != nil), ("--lr", lr != nil),
            ("--optimizer", optimizer != nil), ("--schedule", schedule != nil),
            ("--accumulate", accumulate != nil), ("--momentum", momentum != nil), ("--l2", l2 != nil),
            ("--seed", seed != nil), ("--threads", threads != nil), ("--out", out != nil),
        ]
        for (option, isGiven) in fixed where isGiven {
            throw ValidationError(
                "\(option) cannot be combined with --resume: it was decided when the run began")
        }
    }

    mutating func run() throws {
        if let resume { return try TrainingRun(resuming: resume.path, epochs: epochs?.value).run() }
        if let threads { Threads.count = threads.value }
        let recipe = recipe!
        let seed = seed ?? 0
        let source = source
        let data = try source.load(seed: seed)
        try recipe.requireFit(of: ImageShape(of: data.training), source: data.name)
        let run = RecipeRun(recipe, on: data, with: hyperparameters(of: recipe), seed: seed)
        let directory = out.map { RunDirectory($0.path) } ?? .unused(named: recipe.name)
        try TrainingRun(run, source, directory).run()
    }

    var source: DataSource {
        if let data { return .files(in: data.path) }
        let count = examples?.value ?? 20_000
        return .glyphs(characters: glyphs ?? .digits, training: count, heldOut: (count + 4) / 5)
    }

    private func hyperparameters(of recipe: Recipe) -> Hyperparameters {
        var chosen = recipe.defaults
        chosen.epochs = epochs?.value ?? chosen.epochs
        chosen.batchSize = batch?.value ?? chosen.batchSize
        chosen.optimizer = optimizer ?? chosen.optimizer
        chosen.learningRate = lr?.value ?? chosen.learningRate
        chosen.schedule = schedule ?? chosen.schedule
        chosen.accumulation = accumulate?.value ?? chosen.accumulation
        chosen.momentum = momentum?.value ?? chosen.momentum
        chosen.l2 = l2?.value ?? chosen.l2
        return chosen
    }
}

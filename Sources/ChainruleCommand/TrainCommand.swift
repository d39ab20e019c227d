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
            """)

    @Argument(help: "What to train.")
    var recipe: Recipe

    @Option(help: ArgumentHelp("Directory of the four IDX files of MNIST, gzipped or not.", valueName: "dir"))
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

    @Option(
        help: ArgumentHelp(
            "Share of the last step that is added to the next; by default the recipe's.", valueName: "x"))
    var momentum: ShareBelowOne?

    @Option(help: ArgumentHelp("Strength of the L2 penalty; by default the recipe's.", valueName: "x"))
    var l2: NonNegativeNumber?

    @Option(help: ArgumentHelp("What weights, order and glyphs are drawn from.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("Processor cores to use; by default all.", valueName: "n"))
    var threads: Count?

    @Option(help: ArgumentHelp("Where the run is written; by default runs/RECIPE.", valueName: "dir"))
    var out: DirectoryPath?

    mutating func validate() throws {
        for (option, isGiven) in [("--glyphs", glyphs != nil), ("--examples", examples != nil)]
        where isGiven && data != nil {
            throw ValidationError("\(option) is about drawn characters and cannot be combined with --data")
        }
    }

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        let source = source
        let data = try source.load(seed: seed)
        try recipe.requireFit(of: ImageShape(of: data.training), source: data.name)
        let trainer = Trainer(recipe, on: data, with: hyperparameters, seed: seed)
        let directory = out.map { RunDirectory($0.path) } ?? .unused(named: recipe.name)
        var run = TrainingRun(trainer, source, directory)
        try run.run()
    }

    var source: DataSource {
        if let data { return .files(in: data.path) }
        let count = examples?.value ?? 20_000
        return .glyphs(characters: glyphs ?? .digits, training: count, heldOut: (count + 4) / 5)
    }

    private var hyperparameters: Hyperparameters {
        var chosen = recipe.defaults
        chosen.epochs = epochs?.value ?? chosen.epochs
        chosen.batchSize = batch?.value ?? chosen.batchSize
        chosen.learningRate = lr?.value ?? chosen.learningRate
        chosen.momentum = momentum?.value ?? chosen.momentum
        chosen.l2 = l2?.value ?? chosen.l2
        return chosen
    }
}

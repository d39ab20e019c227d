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

            The model, what made it and its history are written into the directory of --out. \
            `chainrule evaluate` measures it again from these files.
            """)

    @Argument(help: "One of \(Recipe.all.map(\.name).joined(separator: ", ")).")
    var recipe: String

    @Option(help: ArgumentHelp("Directory of the four IDX files of MNIST, gzipped or not.", valueName: "dir"))
    var data: String?

    @Option(help: "Without --data: which characters the program draws itself.")
    var glyphs = Glyphs.digits

    @Option(help: ArgumentHelp("Without --data: how many training examples are drawn.", valueName: "n"))
    var examples = 20_000

    @Option(help: ArgumentHelp("Passes over the training examples; by default the recipe's.", valueName: "n"))
    var epochs: Int?

    @Option(help: ArgumentHelp("Examples per step; by default the recipe's.", valueName: "n"))
    var batch: Int?

    @Option(help: ArgumentHelp("Learning rate; by default the recipe's.", valueName: "x"))
    var lr: Double?

    @Option(help: ArgumentHelp("What weights, order and glyphs are drawn from.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("Processor cores to use; by default all.", valueName: "n"))
    var threads: Int?

    @Option(help: ArgumentHelp("Where the run is written; by default runs/RECIPE.", valueName: "dir"))
    var out: String?

    mutating func validate() throws {
        guard Recipe.named(recipe) != nil else {
            let known = Recipe.all.map(\.name).joined(separator: ", ")
            throw ValidationError("unknown recipe '\(recipe)'; there are \(known)")
        }
        for (name, value) in [
            ("epochs", epochs), ("batch", batch), ("threads", threads), ("examples", examples),
        ] {
            if let value, value < 1 { throw ValidationError("--\(name) must be at least 1, got \(value)") }
        }
        if let lr, lr <= 0 { throw ValidationError("--lr must be above 0, got \(lr)") }
    }

    mutating func run() throws {
        guard let recipe = Recipe.named(recipe) else { fatalError("validated above") }
        if let threads { Threads.count = threads }
        let directory = out.map(RunDirectory.init) ?? .unused(named: recipe.name)
        try directory.requireUnused()

        let source =
            data.map(DataSource.directory) ?? .glyphs(glyphs, training: examples, heldOut: (examples + 4) / 5)
        let loaded = try source.load(seed: seed)
        try loaded.requireExamples()
        let trainer = Trainer(recipe, on: loaded, with: hyperparameters(of: recipe), seed: seed)
        print(RunReport.opening(trainer))
        try train(trainer, source, directory)
    }

    private func hyperparameters(of recipe: Recipe) -> Hyperparameters {
        var chosen = recipe.defaults
        chosen.epochs = epochs ?? chosen.epochs
        chosen.batchSize = batch ?? chosen.batchSize
        chosen.learningRate = lr ?? chosen.learningRate
        return chosen
    }

    private func train(_ trainer: Trainer, _ source: DataSource, _ directory: RunDirectory) throws {
        var record = RunRecord(of: trainer, source: source)
        var history: [EpochRecord] = []
        let line = ProgressLine(epochs: trainer.hyperparameters.epochs)
        for epoch in 0..<trainer.hyperparameters.epochs {
            defer { line.clear() }
            let result = try trainer.runEpoch(epoch, report: line.show)
            line.clear()
            print(RunReport.row(result, of: trainer), flush: true)
            history.append(result)
            record.heldOutAccuracy = result.heldOutAccuracy
            try directory.append(result)
            try directory.save(record, trainer.model)
        }
        let training = trainer.evaluate(on: trainer.data.training)
        let heldOut = trainer.evaluate(on: trainer.data.heldOut)
        record.trainingAccuracy = training.accuracy
        record.heldOutAccuracy = heldOut.accuracy
        try directory.save(record, trainer.model)
        print(RunReport.closing(record, training: training, heldOut: heldOut, history, in: directory))
    }
}

extension Glyphs: ExpressibleByArgument {}

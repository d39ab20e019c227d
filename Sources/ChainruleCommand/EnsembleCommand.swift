import ArgumentParsing
import ChainruleTraining

/// `chainrule ensemble`: several trained networks that answer together.
struct EnsembleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ensemble", abstract: "Train several networks that answer together.",
        discussion: """
            Trains a recipe once for each member, alike but for the seed, and measures the members one by one \
            and together: by the mean of their probabilities, and by vote.

            With --snapshots there is one training, whose learning rate falls to zero and restarts as often as \
            there are members; the network of every cycle's end is one (Huang et al. 2017). --epochs are those \
            of all cycles together, by default the recipe's for each.

            Members are runs like those of train, in directories of their own below that of --out, and \
            ensemble.json there has the figures. The same command goes on with an ensemble that was stopped. \
            `chainrule evaluate RUN RUN …` measures any runs together.
            """)

    @Argument(help: "What to train.")
    var recipe: Recipe

    @Option(help: ArgumentHelp("Networks that answer together, at least 2; by default 5.", valueName: "n"))
    var members: Count?

    @Flag(help: "Take the members from one training with restarts.")
    var snapshots = false

    @OptionGroup var options: TrainingOptions

    @Option(
        help: ArgumentHelp(
            "Where the ensemble is written; by default runs/RECIPE-ensemble.", valueName: "dir"))
    var out: DirectoryPath?

    private var memberCount: Int { members?.value ?? 5 }

    private var hyperparameters: Hyperparameters {
        var chosen = options.hyperparameters(of: recipe)
        if snapshots && options.epochs == nil { chosen.epochs *= memberCount }
        return chosen
    }

    mutating func validate() throws {
        if memberCount < 2 { throw ValidationError("--members is \(memberCount), expected at least 2") }
        guard snapshots else {
            if options.startingSeed > .max - UInt64(memberCount - 1) {
                throw ValidationError("--seed leaves no seeds above it for the other members")
            }
            return
        }
        if options.schedule != nil {
            throw ValidationError("--schedule cannot be combined with --snapshots, which restart the rate")
        }
        let epochs = hyperparameters.epochs
        if Snapshots.schedule(epochs: epochs, cycles: memberCount) == nil {
            throw ValidationError(
                "--epochs is \(epochs), expected a multiple of the \(memberCount) members for --snapshots")
        }
    }

    mutating func run() throws {
        options.chooseThreads()
        let seed = options.startingSeed
        var chosen = hyperparameters
        if snapshots {
            chosen.schedule = Snapshots.schedule(epochs: chosen.epochs, cycles: memberCount)!
        }
        let directory = EnsembleDirectory(out?.path ?? "runs/\(recipe.name)-ensemble")
        try options.source.requireOutside(directory.url)
        let run = EnsembleRun(
            recipe: recipe, data: try options.load(for: recipe), source: options.source.fixed(seed: seed),
            hyperparameters: chosen, seed: seed, memberCount: memberCount,
            directory: directory)
        try run.run(snapshots: snapshots)
    }
}

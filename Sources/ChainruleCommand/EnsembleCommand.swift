import ArgumentParsing
import ChainruleRecipes
import ChainruleTraining

/// `chainrule ensemble`: several trained networks that answer together.
struct EnsembleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ensemble", abstract: "Train an ensemble of networks.",
        discussion: """
            Trains a recipe once per member, each with another random seed, and evaluates the members one by one \
            and as an ensemble: classifiers by averaging their probabilities and by majority vote, other networks by \
            averaging their outputs.

            With --snapshots a single network is trained with cosine annealing and warm restarts; its weights at \
            the end of each cycle are one member (snapshot ensembles, Huang et al. 2017). --epochs is then the total \
            of all cycles, by default the recipe's epochs per cycle.

            Each member is a run like those of train, with a report, in a subdirectory of --out, which also holds the \
            results, ensemble.json. To resume an interrupted ensemble, repeat the command. `chainrule evaluate RUN RUN …` \
            evaluates any runs as an ensemble.
            """)

    @Argument(help: "Network to train.")
    var recipe: Recipe

    @Option(help: ArgumentHelp("Number of members, at least 2; by default 5.", valueName: "n"))
    var members: Count?

    @Flag(help: "Take all members from one training run with warm restarts.")
    var snapshots = false

    @OptionGroup var options: TrainingOptions

    @Option(
        help: ArgumentHelp(
            "Output directory; by default runs/RECIPE-ensemble.", valueName: "dir"))
    var out: DirectoryPath?

    private var memberCount: Int { members?.value ?? 5 }

    private var hyperparameters: Hyperparameters {
        var chosen = options.hyperparameters(of: recipe)
        if snapshots && options.epochs == nil { chosen.epochs *= memberCount }
        return chosen
    }

    mutating func validate() throws {
        try options.data.check(for: recipe)
        if memberCount < 2 { throw ValidationError("--members is \(memberCount), expected at least 2") }
        guard snapshots else {
            if options.data.startingSeed > .max - UInt64(memberCount - 1) {
                throw ValidationError("--seed is too large: each further member needs a larger one")
            }
            return
        }
        if options.schedule != nil {
            throw ValidationError(
                "--schedule cannot be combined with --snapshots, which sets its own schedule")
        }
        let epochs = hyperparameters.epochs
        if Snapshots.schedule(epochs: epochs, cycles: memberCount) == nil {
            throw ValidationError(
                "--epochs is \(epochs), expected a multiple of the \(memberCount) members for --snapshots")
        }
    }

    mutating func run() throws {
        options.data.chooseThreads()
        let seed = options.data.startingSeed
        var chosen = hyperparameters
        if snapshots {
            chosen.schedule = Snapshots.schedule(epochs: chosen.epochs, cycles: memberCount)!
        }
        let directory = EnsembleDirectory(out?.path ?? "runs/\(recipe.name)-ensemble")
        try options.data.requireOutside(directory.url, for: recipe)
        let run = EnsembleRun(
            recipe: recipe, data: try options.data.load(for: recipe),
            options: recipe.fixingData(options.data.values(for: recipe), seed: seed),
            hyperparameters: chosen, seed: seed, memberCount: memberCount,
            directory: directory)
        try run.run(snapshots: snapshots)
    }
}

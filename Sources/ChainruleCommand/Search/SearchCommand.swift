import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// `chainrule search`: the hyperparameters that a recipe does best with.
struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Tune the hyperparameters of a recipe.",
        discussion: """
            Each trial runs `chainrule train` with hyperparameters from a search space, a JSON file such as
              {"lr": {"log": [1e-4, 1]}, "momentum": {"uniform": [0.5, 0.99]},
               "batch": {"choice": [32, 64, 128]}, "epochs": {"int": [1, 5]}}

            Its names are options of train without the dashes. A domain is uniform or log (log-uniform) for real \
            numbers in a range, int for integers, choice for a list of values. Options of train given here apply to \
            all trials. Each trial runs on one thread unless --threads is given.

            Methods:
              grid: all combinations, with --points values per range.
              random: random search (Bergstra and Bengio 2012).
              halving: successive halving: many short trials; the best 1/eta are trained again for eta times as many \
            epochs, up to --epochs.
              hyperband: successive halving with several trade-offs between many and long trials (Li et al. 2018).
              tpe: tree-structured Parzen estimator, after 10 random trials (Bergstra et al. 2011).
            The same hyperparameters are never trained twice for the same number of epochs. What is tried depends \
            on the space, the seed and the results only, not on --jobs.

            Trials and results are saved to the --out directory. To resume an interrupted search, repeat the \
            command; with random and tpe, --trials may be increased. A trial that diverges ranks last; any other \
            error ends the search.

            Trials are compared on the validation set, so the best result is optimistic: evaluate the model on a \
            separate test set before you report it.
            """)

    @Argument(help: "Network to train.")
    var recipe: Recipe

    @Option(
        help: ArgumentHelp("Search space: hyperparameters and their domains, as JSON.", valueName: "file"))
    var space: FilePath

    @Option(help: "Search method.")
    var method: MethodName = .random

    @Option(
        help: ArgumentHelp(
            "Number of trials: in total, per round, or at the start of halving; by default 20, or 27 for halving.",
            valueName: "n"))
    var trials: Count?

    @Option(help: ArgumentHelp("With grid: values per range, by default 3.", valueName: "n"))
    var points: Count?

    @Option(
        help: ArgumentHelp(
            "With grid and random: number of rounds; each searches a third of the previous ranges, around the best; by default 1.",
            valueName: "n"))
    var rounds: Count?

    @Option(
        help: ArgumentHelp(
            "With halving and hyperband: reduction factor, by default 3.",
            valueName: "n"))
    var eta: Count?

    @Option(
        help: ArgumentHelp(
            "With tpe: trials proposed at a time, by default 4; at most this many run in parallel.",
            valueName: "n"))
    var generation: Count?

    @Option(
        help: ArgumentHelp(
            "What to optimize on the validation set, after the last epoch: loss or one of the recipe's metrics; by "
                + "default its first metric, such as accuracy.",
            valueName: "metric"))
    var objective: String?

    @Option(
        help: ArgumentHelp(
            "Trials to run in parallel; by default as many as the cores allow.", valueName: "n"))
    var jobs: Count?

    @OptionGroup var options: TrainingOptions

    @Option(
        help: ArgumentHelp("Output directory; by default runs/RECIPE-search.", valueName: "dir"))
    var out: DirectoryPath?

    mutating func validate() throws {
        try options.data.check(for: recipe)
        for (option, isGiven, methods) in [
            ("--trials", trials != nil, [.random, .halving, .tpe]), ("--points", points != nil, [.grid]),
            ("--rounds", rounds != nil, [.grid, .random]), ("--eta", eta != nil, [.halving, .hyperband]),
            ("--generation", generation != nil, [.tpe]),
        ] as [(String, Bool, [MethodName])] where isGiven && !methods.contains(method) {
            throw ValidationError("\(option) does not apply to the method '\(method.rawValue)'")
        }
        if factor < 2 { throw ValidationError("--eta is \(factor), expected at least 2") }
        // With less there is nothing to halve.
        if method.decidesEpochs && longest < factor {
            throw ValidationError("--epochs is \(longest), expected at least the \(factor) of --eta")
        }
        if method == .halving, let trials, trials.value < factor {
            throw ValidationError("--trials is \(trials.value), expected at least the \(factor) of --eta")
        }
        let cores = Threads.usableCores
        if jobs != nil && jobCount * threadCount > cores {
            let threads = options.data.threads.map { " with --threads \($0.value)" } ?? ""
            throw ValidationError(
                "--jobs is \(jobCount)\(threads), expected at most \(cores), the cores this process may use")
        }
    }

    mutating func run() throws {
        let space = try SearchSpace(file: space.path)
        let line = TrialCommandLine(recipe: recipe.name, options: sharedOptions(beside: space))
        try line.check(space, source: self.space.path, decidesEpochs: method.decidesEpochs)
        let metrics = try options.data.load(for: recipe).fittedTask().metrics
        let objective = try chosenObjective(among: metrics)
        // The search itself computes nothing: the threads in its record are those of its trials.
        Threads.count = threadCount
        let plan = SearchPlan(
            recipe: recipe.name, options: line.options, space: space, method: planned,
            seed: options.data.startingSeed, objective: objective,
            dataHashes: try recipe.dataHashes(options.data.values(for: recipe)),
            command: CommandLine.arguments)
        if plan.makeMethod().trialCount > Self.mostTrials {
            throw ValidationError("the search would take more than \(Self.mostTrials) trials")
        }
        let directory = SearchDirectory(out?.path ?? "runs/\(recipe.name)-search")
        try options.data.requireOutside(directory.url, for: recipe)
        try SearchRun(
            plan, showing: objective == .loss ? Objective(metrics.members[0]) : objective, line,
            in: directory, jobs: jobCount
        ).run()
    }

    private func chosenObjective(among metrics: Metrics) throws(ValidationError) -> Objective {
        let objectives = metrics.members.map { Objective($0) } + [.loss]
        guard let objective else { return objectives[0] }
        if let chosen = objectives.first(where: { $0.name == objective }) { return chosen }
        throw ValidationError(
            "--objective is '\(objective)', expected one of \(objectives.map(\.name).joined(separator: ", "))"
        )
    }

    private static let mostTrials = 10_000

    private var threadCount: Int { options.data.threads?.value ?? 1 }
    private var jobCount: Int { jobs?.value ?? max(1, Threads.usableCores / threadCount) }
    private var factor: Int { eta?.value ?? 3 }
    private var longest: Int { options.hyperparameters(of: recipe).epochs }

    private var planned: SearchPlan.Method {
        switch method {
        case .grid: .grid(points: points?.value ?? 3, rounds: rounds?.value ?? 1)
        case .random: .random(trials: trials?.value ?? 20, rounds: rounds?.value ?? 1)
        case .halving: .halving(trials: trials?.value ?? 27, epochs: longest, eta: factor)
        case .hyperband: .hyperband(epochs: longest, eta: factor)
        case .tpe: .tpe(trials: trials?.value ?? 20, generation: generation?.value ?? 4)
        }
    }

    /// The options of `chainrule train` that all trials share.
    private func sharedOptions(beside space: SearchSpace) -> [String] {
        let given = options.arguments(
            without: Set(["--seed", "--threads"] + (method.decidesEpochs ? ["--epochs"] : [])))
        // Where the space decides about the seed of the trials, settings are still drawn from that of the search.
        let seed = space.names.contains("seed") ? [] : ["--seed", "\(options.data.startingSeed)"]
        return given + seed + ["--threads", "\(threadCount)"]
    }
}

/// The methods as the command line names them.
enum MethodName: String, CaseIterable, ExpressibleByArgument {
    case grid, random, halving, hyperband, tpe

    /// Whether the method says how many epochs a trial has.
    var decidesEpochs: Bool { self == .halving || self == .hyperband }
}

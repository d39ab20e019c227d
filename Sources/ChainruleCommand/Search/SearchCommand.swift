import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleTraining
import Foundation

/// `chainrule search`: the hyperparameters that a recipe does best with.
struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Search for good hyperparameters of a recipe.",
        discussion: """
            Every trial is a `chainrule train` of its own with settings from the space, a file such as
              {"lr": {"log": [1e-4, 1]}, "momentum": {"uniform": [0.5, 0.99]},
               "batch": {"choice": [32, 64, 128]}, "epochs": {"int": [1, 5]}}

            Its names are options of train without their dashes. A domain is log or uniform for real numbers \
            of a range, int for whole ones, choice or grid for a list of values.

            Methods:
              grid: every combination; of a range as many values as --points says.
              random: settings drawn at random (Bergstra and Bengio 2012).
              halving: many short trials, the best of which go on for --eta times the epochs.
              hyperband: halving with every trade-off between many trials and long ones (Li et al. 2018).
              tpe: 10 random trials, then settings like the best so far (Bergstra et al. 2011).

            The trials and how they ended are written into the directory of --out. The same command goes on \
            with a search that was stopped. Settings follow from the space and the seed alone, and with tpe \
            from --jobs, since that many trials are proposed at a time.

            Trials are compared on the held-out examples. The best one's figure is therefore optimistic: \
            measure it on examples that no trial has seen before you report it.
            """)

    @Argument(help: "What to train.")
    var recipe: Recipe

    @Option(help: ArgumentHelp("The hyperparameters and their values, as JSON.", valueName: "file"))
    var space: FilePath

    @Option(help: "How settings are chosen.")
    var method: MethodName = .random

    @Option(
        help: ArgumentHelp(
            "Trials in all, in every round, or at the start of halving; by default 20, or 27 for halving.",
            valueName: "n"))
    var trials: Count?

    @Option(
        help: ArgumentHelp(
            "Epochs of every trial, or of the longest ones; by default the recipe's.", valueName: "n"))
    var epochs: Count?

    @Option(help: ArgumentHelp("With grid: values tried of every range, by default 3.", valueName: "n"))
    var points: Count?

    @Option(
        help: ArgumentHelp(
            "With grid and random: rounds, each in a third of the ranges around the best, by default 1.",
            valueName: "n"))
    var rounds: Count?

    @Option(
        help: ArgumentHelp(
            "With halving and hyperband: one trial in so many goes on, by default 3.", valueName: "n"))
    var eta: Count?

    @Option(help: "What is to be good on held-out examples after the last epoch.")
    var objective: Objective = .accuracy

    @Option(
        help: ArgumentHelp("Trials at the same time, a core each; by default all cores.", valueName: "n"))
    var jobs: Count?

    @Option(
        help: ArgumentHelp(
            "What settings are drawn from, and weights, order and glyphs in every trial.", valueName: "n"))
    var seed: UInt64 = 0

    @OptionGroup var images: ImageOptions

    @Option(
        help: ArgumentHelp("Where the search is written; by default runs/RECIPE-search.", valueName: "dir"))
    var out: DirectoryPath?

    mutating func validate() throws {
        for (option, isGiven, methods) in [
            ("--trials", trials != nil, [.random, .halving, .tpe]), ("--points", points != nil, [.grid]),
            ("--rounds", rounds != nil, [.grid, .random]), ("--eta", eta != nil, [.halving, .hyperband]),
        ] as [(String, Bool, [MethodName])] where isGiven && !methods.contains(method) {
            throw ValidationError("\(option) means nothing to the method '\(method.rawValue)'")
        }
        if let eta, eta.value < 2 { throw ValidationError("--eta is \(eta.value), expected at least 2") }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        if let jobs, jobs.value > cores {
            throw ValidationError("--jobs is \(jobs.value), expected at most the \(cores) cores there are")
        }
    }

    mutating func run() throws {
        let space = try SearchSpace(file: space.path)
        let line = TrialCommandLine(
            recipe: recipe.name, options: options,
            searchSeed: space.names.contains("seed") ? nil : seed)
        try line.check(space, source: self.space.path, decidesEpochs: method.decidesEpochs)
        try line.requireData(seed: seed)
        let plan = SearchPlan(
            recipe: recipe.name, options: line.options, space: space, method: planned, seed: seed,
            objective: objective)
        if plan.makeMethod().trialCount > Self.mostTrials {
            throw ValidationError("the search would take more than \(Self.mostTrials) trials")
        }
        let directory = SearchDirectory(out?.path ?? "runs/\(recipe.name)-search")
        try SearchRun(plan, line, in: directory, jobs: jobCount).run()
    }

    private static let mostTrials = 10_000

    private var jobCount: Int { jobs?.value ?? ProcessInfo.processInfo.activeProcessorCount }

    private var planned: SearchPlan.Method {
        let longest = epochs?.value ?? recipe.defaults.epochs
        return switch method {
        case .grid: .grid(points: points?.value ?? 3, rounds: rounds?.value ?? 1)
        case .random: .random(trials: trials?.value ?? 20, rounds: rounds?.value ?? 1)
        case .halving: .halving(trials: trials?.value ?? 27, epochs: longest, eta: eta?.value ?? 3)
        case .hyperband: .hyperband(epochs: longest, eta: eta?.value ?? 3)
        case .tpe: .tpe(trials: trials?.value ?? 20, generation: jobCount)
        }
    }

    /// The options of `chainrule train` that all trials share.
    private var options: [String] {
        // A trial may be repeated from any directory.
        var options = images.arguments
        if let epochs, !method.decidesEpochs { options += ["--epochs", "\(epochs.value)"] }
        return options
    }
}

/// The methods as the command line names them.
enum MethodName: String, CaseIterable, ExpressibleByArgument {
    case grid, random, halving, hyperband, tpe

    /// Whether the method says how many epochs a trial has.
    var decidesEpochs: Bool { self == .halving || self == .hyperband }
}

extension Objective: ExpressibleByArgument {}

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
            of a range, int for whole ones, choice for a list of values. Options of train that are given here \
            hold for all trials; a trial takes one thread unless --threads says otherwise.

            Methods:
              grid: every combination; of a range as many values as --points says.
              random: settings drawn at random (Bergstra and Bengio 2012).
              halving: many short trials; the settings of the best are trained anew, with --eta times the \
            epochs, and so on up to --epochs.
              hyperband: halving with every trade-off between many trials and long ones (Li et al. 2018).
              tpe: 10 random trials, then settings like the best so far (Bergstra et al. 2011).
            No settings are trained twice with the same epochs. Settings follow from the space, the seed and \
            the results alone, whatever --jobs is.

            The trials and how they ended are written into the directory of --out. The same command goes on \
            with a search that was stopped; with random and tpe --trials may then be more. A trial that \
            diverges counts as the worst; one that ends by another error ends the search.

            Trials are compared on the validation examples. The best one's figure is therefore optimistic: \
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

    @Option(help: ArgumentHelp("With grid: values tried of every range, by default 3.", valueName: "n"))
    var points: Count?

    @Option(
        help: ArgumentHelp(
            "With grid and random: rounds, each in a third of the ranges around the best, by default 1.",
            valueName: "n"))
    var rounds: Count?

    @Option(
        help: ArgumentHelp(
            "With halving and hyperband: one trial in so many is tried with so many times the epochs, by default 3.",
            valueName: "n"))
    var eta: Count?

    @Option(
        help: ArgumentHelp(
            "With tpe: trials proposed at a time, by default 4; no more than these run at once.",
            valueName: "n"))
    var generation: Count?

    @Option(help: "What is to be good on validation examples after the last epoch.")
    var objective: Objective = .accuracy

    @Option(
        help: ArgumentHelp(
            "Trials at the same time; by default as many as there are cores for.", valueName: "n"))
    var jobs: Count?

    @OptionGroup var options: TrainingOptions

    @Option(
        help: ArgumentHelp("Where the search is written; by default runs/RECIPE-search.", valueName: "dir"))
    var out: DirectoryPath?

    mutating func validate() throws {
        for (option, isGiven, methods) in [
            ("--trials", trials != nil, [.random, .halving, .tpe]), ("--points", points != nil, [.grid]),
            ("--rounds", rounds != nil, [.grid, .random]), ("--eta", eta != nil, [.halving, .hyperband]),
            ("--generation", generation != nil, [.tpe]),
        ] as [(String, Bool, [MethodName])] where isGiven && !methods.contains(method) {
            throw ValidationError("\(option) means nothing to the method '\(method.rawValue)'")
        }
        if factor < 2 { throw ValidationError("--eta is \(factor), expected at least 2") }
        // With less there is nothing to halve.
        if method.decidesEpochs && longest < factor {
            throw ValidationError("--epochs is \(longest), expected at least the \(factor) of --eta")
        }
        if method == .halving, let trials, trials.value < factor {
            throw ValidationError("--trials is \(trials.value), expected at least the \(factor) of --eta")
        }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        if jobs != nil && jobCount * threadCount > cores {
            let threads = options.threads.map { " with --threads \($0.value)" } ?? ""
            throw ValidationError(
                "--jobs is \(jobCount)\(threads), expected at most the \(cores) cores there are")
        }
    }

    mutating func run() throws {
        let space = try SearchSpace(file: space.path)
        let line = TrialCommandLine(recipe: recipe.name, options: sharedOptions(beside: space))
        try line.check(space, source: self.space.path, decidesEpochs: method.decidesEpochs)
        _ = try options.load(for: recipe)
        // The search itself computes nothing: what its record says of threads is about its trials.
        Threads.count = threadCount
        let plan = SearchPlan(
            recipe: recipe.name, options: line.options, space: space, method: planned,
            seed: options.startingSeed, objective: objective, dataHashes: try options.source.hashes(),
            command: CommandLine.arguments)
        if plan.makeMethod().trialCount > Self.mostTrials {
            throw ValidationError("the search would take more than \(Self.mostTrials) trials")
        }
        let directory = SearchDirectory(out?.path ?? "runs/\(recipe.name)-search")
        try options.source.requireOutside(directory.url)
        try SearchRun(plan, line, in: directory, jobs: jobCount).run()
    }

    private static let mostTrials = 10_000

    private var threadCount: Int { options.threads?.value ?? 1 }
    private var jobCount: Int {
        jobs?.value ?? max(1, ProcessInfo.processInfo.activeProcessorCount / threadCount)
    }
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
        let seed = space.names.contains("seed") ? [] : ["--seed", "\(options.startingSeed)"]
        return given + seed + ["--threads", "\(threadCount)"]
    }
}

/// The methods as the command line names them.
enum MethodName: String, CaseIterable, ExpressibleByArgument {
    case grid, random, halving, hyperband, tpe

    /// Whether the method says how many epochs a trial has.
    var decidesEpochs: Bool { self == .halving || self == .hyperband }
}

extension Objective: ExpressibleByArgument {}

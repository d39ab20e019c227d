import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// What a recipe is trained on and with: the options of every command that trains.
struct TrainingOptions: ParsableArguments {
    @DeclaredOptions(Recipe.everyOption.map(\.declaredOption)) var ofRecipes: [String: String]

    @Option(
        help: ArgumentHelp("Number of passes over the training set; by default the recipe's.", valueName: "n")
    )
    var epochs: Count?

    @Option(help: ArgumentHelp("Batch size; by default the recipe's.", valueName: "n"))
    var batch: Count?

    @Option(help: ArgumentHelp("Learning rate; by default the recipe's.", valueName: "x"))
    var lr: PositiveNumber?

    @Option(help: "Optimizer; by default the recipe's.")
    var optimizer: OptimizerKind?

    @Option(
        help: ArgumentHelp(
            "Learning rate schedule, such as cosine or step:10; `chainrule train --help` lists them; by default the recipe's.",
            valueName: "form"))
    var schedule: Schedule?

    @Option(
        help: ArgumentHelp(
            "Gradient accumulation: batches per optimizer step; by default the recipe's.", valueName: "n"))
    var accumulate: Count?

    @Option(
        help: ArgumentHelp(
            "Momentum coefficient; by default the recipe's.", valueName: "x"))
    var momentum: ShareBelowOne?

    @Option(help: ArgumentHelp("Coefficient of the L2 penalty; by default the recipe's.", valueName: "x"))
    var l2: NonNegativeNumber?

    @Option(
        help: ArgumentHelp("Random seed; by default 0.", valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("CPU threads; by default one per available core.", valueName: "n"))
    var threads: ThreadCount?

    /// The options that all recipes have, and what was given for them, as it is typed.
    private var values: [(option: String, value: String?)] {
        [
            ("--epochs", epochs.map { "\($0.value)" }), ("--batch", batch.map { "\($0.value)" }),
            ("--lr", lr.map { "\($0.value)" }), ("--optimizer", optimizer?.rawValue),
            ("--schedule", schedule?.description), ("--accumulate", accumulate.map { "\($0.value)" }),
            ("--momentum", momentum.map { "\($0.value)" }), ("--l2", l2.map { "\($0.value)" }),
            ("--seed", seed.map { "\($0)" }), ("--threads", threads.map { "\($0.value)" }),
        ]
    }

    /// The options that were given, as they are typed.
    var given: [String] {
        ofRecipes.keys.sorted().map { "--\($0)" } + values.filter { $0.value != nil }.map(\.option)
    }

    /// The given options except some, for another process that trains.
    func arguments(without omitted: Set<String>) -> [String] {
        OptionValues(ofRecipes, of: Recipe.everyOption).arguments
            + values.flatMap { option, value in
                value.map { omitted.contains(option) ? [] : [option, $0] } ?? []
            }
    }

    /// Sets the number of threads, if it was given.
    func chooseThreads() {
        if let threads { Threads.count = threads.value }
    }

    /// The options that a recipe has beyond the hyperparameters, as records keep them.
    func values(for recipe: Recipe) -> OptionValues { OptionValues(ofRecipes, of: recipe.allOptions) }

    /// Throws unless a recipe takes the options that were given.
    func check(for recipe: Recipe) throws(ValidationError) {
        let names = Set(recipe.allOptions.map(\.name))
        if let stranger = ofRecipes.keys.sorted().first(where: { !names.contains($0) }) {
            let owners = Recipe.all.filter { $0.allOptions.contains { $0.name == stranger } }.map(\.name)
            throw ValidationError(
                "--\(stranger) does not apply to the recipe \(recipe.name), only to \(owners.joined(separator: ", "))"
            )
        }
        if let problem = recipe.task.usageProblem(values(for: recipe)) { throw ValidationError(problem) }
    }

    /// Reads or makes the data of a recipe.
    func load(for recipe: Recipe) throws(DataError) -> any LoadedData {
        try recipe.task.loadedData(values(for: recipe), seed: startingSeed)
    }

    /// Throws if what is written to a directory would be read as data of the recipe.
    func requireOutside(_ directory: URL, for recipe: Recipe) throws(DataError) {
        try recipe.task.requireOutside(directory.path, values(for: recipe))
    }

    var startingSeed: UInt64 { seed ?? 0 }

    func hyperparameters(of recipe: Recipe) -> Hyperparameters {
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

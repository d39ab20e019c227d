import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// What a recipe is trained on and with: the options of every command that trains.
struct TrainingOptions: ParsableArguments {
    @OptionGroup var data: RecipeDataOptions

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
        help: ArgumentHelp(
            "Gradient clipping: the largest norm of all gradients together; by default the recipe's.",
            valueName: "x"))
    var clip: PositiveNumber?

    /// The options that all recipes have, and what was given for them, as it is typed.
    private var values: [(option: String, value: String?)] {
        [
            ("--epochs", epochs.map { "\($0.value)" }), ("--batch", batch.map { "\($0.value)" }),
            ("--lr", lr.map { "\($0.value)" }), ("--optimizer", optimizer?.rawValue),
            ("--schedule", schedule?.description), ("--accumulate", accumulate.map { "\($0.value)" }),
            ("--momentum", momentum.map { "\($0.value)" }), ("--l2", l2.map { "\($0.value)" }),
            ("--clip", clip.map { "\($0.value)" }), ("--seed", data.seed.map { "\($0)" }),
            ("--threads", data.threads.map { "\($0.value)" }),
        ]
    }

    /// The options that were given, as they are typed.
    var given: [String] {
        data.ofRecipes.keys.sorted().map { "--\($0)" } + values.filter { $0.value != nil }.map(\.option)
    }

    /// The given options except some, for another process that trains.
    func arguments(without omitted: Set<String>) -> [String] {
        OptionValues(data.ofRecipes, of: Recipe.everyOption).arguments
            + values.flatMap { option, value in
                value.map { omitted.contains(option) ? [] : [option, $0] } ?? []
            }
    }

    func hyperparameters(of recipe: Recipe) -> Hyperparameters {
        var chosen = recipe.hyperparameters(data.values(for: recipe))
        chosen.epochs = epochs?.value ?? chosen.epochs
        chosen.batchSize = batch?.value ?? chosen.batchSize
        chosen.optimizer = optimizer ?? chosen.optimizer
        chosen.learningRate = lr?.value ?? chosen.learningRate
        chosen.schedule = schedule ?? chosen.schedule
        chosen.accumulation = accumulate?.value ?? chosen.accumulation
        chosen.momentum = momentum?.value ?? chosen.momentum
        chosen.l2 = l2?.value ?? chosen.l2
        chosen.clipping = clip?.value ?? chosen.clipping
        return chosen
    }
}

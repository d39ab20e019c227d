import ArgumentParsing
import Chainrule
import ChainruleNN
import ChainruleRecipes

/// `chainrule statistics`: how the outputs of a network's layers are distributed.
struct StatisticsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statistics",
        abstract: "Show the distribution of activations and gradients, layer by layer.",
        discussion: """
            Applies the newly initialized network of a recipe, or the trained one of a run, to one batch of the training \
            set, and shows for every layer the mean and the standard deviation of its outputs, the shares that are zero \
            or saturated, a histogram, and the same for the gradients of the loss. Outputs that vanish, explode or \
            saturate from layer to layer call for other initial weights.
            """)

    @Argument(help: ArgumentHelp("Recipe, or output directory of `chainrule train`.", valueName: "model"))
    var model: ModelArgument

    @OptionGroup var options: RecipeDataOptions

    @Option(help: ArgumentHelp("Batch size; by default the recipe's.", valueName: "n"))
    var batch: Count?

    mutating func validate() throws { try options.check(for: model) }

    mutating func run() throws {
        options.chooseThreads()
        switch model {
        case .recipe(let recipe):
            let run = try RecipeRun(
                recipe, on: options.load(for: recipe), options: options.values(for: recipe),
                seed: options.startingSeed)
            print(run.activationStatistics(for: try run.firstBatch(of: batch?.value)))
        case .run(let path):
            let saved = try SavedRun(path)
            let run = try RecipeRun(
                saved.recipe, on: saved.data(), options: saved.record.options,
                with: saved.record.hyperparameters, seed: saved.record.seed)
            print(run.activationStatistics(of: saved.model, for: try run.firstBatch(of: batch?.value)))
        }
    }
}

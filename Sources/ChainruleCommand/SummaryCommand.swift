import ArgumentParsing
import Chainrule
import ChainruleNN
import ChainruleRecipes

/// `chainrule summary`: the layers of a network.
struct SummaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary", abstract: "List the layers, parameters and costs of a network.",
        discussion: """
            For each layer: its name, its output shape for one example, its number of parameters, the floating-point \
            operations of its matrix products and convolutions, and the memory of its output. How large the network of \
            a recipe is follows from its data. Nothing is trained.
            """)

    @Argument(help: ArgumentHelp("Recipe, or output directory of `chainrule train`.", valueName: "model"))
    var model: ModelArgument

    @OptionGroup var options: RecipeDataOptions

    mutating func validate() throws { try options.check(for: model) }

    mutating func run() throws {
        switch model {
        case .run(let path):
            let run = try SavedRun(path)
            print(run.task.summary(of: run.model))
        case .recipe(let recipe):
            let data = try options.load(for: recipe)
            let task = try data.fittedTask()
            let network = try withoutValues {
                try recipe.makeModel(
                    for: task, options: options.values(for: recipe), seed: options.startingSeed,
                    source: data.name)
            }
            print(task.summary(of: network))
        }
    }
}

import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleRecipes
import Foundation

/// The options of every command that makes a recipe's network: those of the recipes and their data, seed and threads.
struct RecipeDataOptions: ParsableArguments {
    @DeclaredOptions(Recipe.everyOption.map(\.declaredOption)) var ofRecipes: [String: String]

    @Option(help: ArgumentHelp("Random seed; by default 0.", valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("CPU threads; by default one per available core.", valueName: "n"))
    var threads: ThreadCount?

    /// The options that were given, as they are typed.
    var given: [String] {
        ofRecipes.keys.sorted().map { "--\($0)" } + (seed == nil ? [] : ["--seed"])
            + (threads == nil ? [] : ["--threads"])
    }

    var startingSeed: UInt64 { seed ?? 0 }

    /// Sets the number of threads, if it was given.
    func chooseThreads() {
        if let threads { Threads.count = threads.value }
    }

    /// The options that a recipe has beyond the hyperparameters, as records keep them.
    func values(for recipe: Recipe) -> OptionValues {
        recipe.completed(OptionValues(ofRecipes, of: recipe.allOptions))
    }

    /// Throws unless a recipe takes the options that were given.
    func check(for recipe: Recipe) throws(ValidationError) {
        let names = Set(recipe.allOptions.map(\.name))
        if let stranger = ofRecipes.keys.sorted().first(where: { !names.contains($0) }) {
            let owners = Recipe.all.filter { $0.allOptions.contains { $0.name == stranger } }.map(\.name)
            throw ValidationError(
                "--\(stranger) does not apply to the recipe \(recipe.name), only to \(owners.joined(separator: ", "))"
            )
        }
        if let problem = recipe.presetProblem(values(for: recipe)) { throw ValidationError(problem) }
        if let problem = recipe.task.usageProblem(values(for: recipe)) { throw ValidationError(problem) }
    }

    /// Throws unless a network takes the options that were given: a run has its own.
    func check(for model: ModelArgument) throws(ValidationError) {
        switch model {
        case .recipe(let recipe): try check(for: recipe)
        case .run(let path):
            if let option = given.first(where: { $0 != "--threads" }) {
                throw ValidationError("\(option) applies to recipes; the run in \(path) has its own")
            }
        }
    }

    /// Reads or makes the data of a recipe.
    func load(for recipe: Recipe) throws(DataError) -> any LoadedData {
        try recipe.task.loadedData(values(for: recipe), seed: startingSeed)
    }

    /// Throws if what is written to a directory would be read as data of the recipe.
    func requireOutside(_ directory: URL, for recipe: Recipe) throws(DataError) {
        try recipe.task.requireOutside(directory.path, values(for: recipe))
    }
}

import ArgumentParsing
import ChainruleRecipes
import Foundation

/// A network by the recipe that makes it, or by the run that has trained it.
enum ModelArgument: ExpressibleByArgument {
    case recipe(Recipe)
    case run(String)

    init?(argument: String) {
        if let recipe = Recipe.named(argument) {
            self = .recipe(recipe)
        } else if FileManager.default.fileExists(atPath: argument) {
            self = .run(argument)
        } else {
            return nil
        }
    }

    static let expectedValueDescription =
        "a recipe (\(Recipe.all.map(\.name).joined(separator: ", "))) or the output directory of `chainrule train`"
}

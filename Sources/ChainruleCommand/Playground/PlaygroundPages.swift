import ChainruleData
import ChainruleRecipes
import ChainruleStudio

extension PlaygroundPage {
    /// All pages; their networks are trained when they are first wanted.
    static let usual = all(
        digits: DigitNetwork.trained(on: nil), characters: { text in try RecipeWriter(text: text) })

    /// All pages, with the networks of saved runs, or ones that are trained when they are first wanted.
    ///
    /// - Parameters:
    ///   - data: images to train the network for drawings on; synthetic digits by default.
    ///   - runs: saved runs of recipes for images or texts; the last of a kind counts.
    /// - Throws: `DataError` if a run cannot be read, or no page can use it.
    static func all(data: String?, runs: [String]) throws -> [PlaygroundPage] {
        var digits = DigitNetwork.trained(on: data)
        var characters: CharactersExperiment.Source = { text in try RecipeWriter(text: text) }
        for path in runs {
            // A model is no value that threads share, so each tab reads the run; this one finds out whether it can.
            let run = try SavedRun(path)
            if run.task is ImageClassification {
                digits = try DigitNetwork.saved(run, path: path)
            } else {
                _ = try RecipeWriter(run, path: path)
                characters = { text in
                    try text.map { try RecipeWriter(text: $0) } ?? RecipeWriter(SavedRun(path), path: path)
                }
            }
        }
        return all(digits: digits, characters: characters)
    }
}

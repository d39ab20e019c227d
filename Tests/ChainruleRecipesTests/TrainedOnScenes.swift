import ChainruleRecipes
import Foundation
import Testing

/// A run of a recipe on drawn scenes, saved below a directory and read back; its loss must have fallen by a fifth.
func trainedOnScenes(_ name: String, scenes: Int, epochs: Int, in url: URL) throws -> SavedRun {
    let recipe = try #require(Recipe.named(name))
    let options: OptionValues = ["scenes": "\(scenes)"]
    var chosen = recipe.defaults
    (chosen.epochs, chosen.batchSize) = (epochs, 8)
    let run = try RecipeRun(
        recipe, on: recipe.task.loadedData(options, seed: 0), options: options, with: chosen, seed: 0)
    let directory = RunDirectory(url.appending(path: "run").path)
    try run.complete(RunRecord(of: run), in: directory)
    let losses = run.trainer.history.map(\.loss)
    #expect(try #require(losses.last) < 0.8 * losses[0])
    let saved = try SavedRun(directory)
    let isRestored = isEqual(run.task, saved.task)
    #expect(isRestored, "the task that was read back is another")
    return saved
}

private func isEqual<Task: LearningTask>(_ task: Task, _ other: any LearningTask) -> Bool {
    task == other as? Task
}

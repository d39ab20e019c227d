import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining

extension RunReport {
    /// More examples would make the pictures of the graph no clearer.
    private static let examplesOfGraph = 4

    /// Makes the parts of the report that the training did not make: evaluates the saved model, and draws the filters of its first layer
    /// and its graph.
    ///
    /// - Returns: a sentence for each part that could not be made, such as the graph without Graphviz.
    /// - Throws: `DataError` if there is no run in the directory, or the parts cannot be written.
    @discardableResult
    public func complete() throws(DataError) -> [String] {
        _ = try directory.record()
        let isEvaluated = try directory.evaluation() != nil
        if isEvaluated && directory.graph != nil { return [] }
        let run: RecipeRun
        do { run = try trainedRun() } catch {
            return ["the model was neither evaluated nor drawn: \(oneLine(error))"]
        }
        if !isEvaluated {
            try save(validation: run.evaluate(on: run.validation), of: run)
        }
        if directory.filters == nil { try saveFilters(of: run) }
        return directory.graph == nil ? try saveGraph(of: run).map { [$0] } ?? [] : []
    }

    /// The run with the trained model.
    private func trainedRun() throws -> RecipeRun {
        let saved = try SavedRun(directory)
        let run = try RecipeRun(
            saved.recipe, on: saved.data(), options: saved.record.options,
            with: saved.record.hyperparameters, seed: saved.record.seed)
        try run.model.load(saved.model.stateDictionary())
        return run
    }

    /// Keeps what evaluations show.
    func save(training: Evaluation? = nil, validation: Evaluation, of run: RecipeRun) throws(DataError) {
        try directory.save(
            ShownEvaluation(
                training: training, validation: validation, of: run.data, for: run.task, run.model))
    }

    /// Keeps a picture of the filters of the first layer, if they are images.
    func saveFilters(of run: RecipeRun) throws(DataError) {
        guard let picture = FilterPictures.ofFirstLayer(of: run.model, for: run.task) else { return }
        try directory.saveFilters(picture)
    }

    /// Keeps a drawing of the graph.
    ///
    /// - Returns: why there is none, in a sentence; nil if there is one.
    func saveGraph(of run: RecipeRun) throws(DataError) -> String? {
        let batch = try run.firstBatch(of: min(Self.examplesOfGraph, run.hyperparameters.batchSize))
        let svg: String
        do {
            let drawing = GraphDrawing(of: run.model, title: run.recipe.name) {
                run.trainer.plainLossGraph(of: batch)
            }
            svg = try drawing.blackboard(prefix: "graph").text
        } catch {
            return "the graph was not drawn: \(oneLine(error))"
        }
        try directory.saveGraph(svg)
        return nil
    }
}

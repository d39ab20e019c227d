import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// What the directory of a run holds at a moment.
struct RunState {
    let directory: RunDirectory
    let record: RunRecord
    let history: [EpochRecord]
    let dynamics: TrainingDynamics?
    let evaluation: ShownEvaluation?

    /// - Throws: `DataError` if there is no run, or a file of it is damaged.
    init(_ directory: RunDirectory) throws(DataError) {
        self.directory = directory
        record = try directory.record()
        history = try directory.epochsDone() == 0 ? [] : directory.history()
        dynamics = try directory.dynamics()
        evaluation = try directory.evaluation()
    }

    /// What the run is called.
    var name: String { directory.url.lastPathComponent }

    /// The recipe and the name, which are often the same.
    var title: String { name == record.recipe ? name : "\(record.recipe): \(name)" }

    /// How far it is.
    var status: String {
        let (done, planned) = (history.count, record.hyperparameters.epochs)
        if let ending = dynamics?.ending {
            return "Ended early, after \(counted(done, "epoch")) of \(planned): \(ending)"
        }
        if done >= planned { return "Finished: \(counted(done, "epoch"))" }
        return "\(done) of \(counted(planned, "epoch")) so far"
    }

    /// The figures that matter most.
    var figures: [(name: String, text: String)] {
        if let evaluation { return evaluation.validation.map { ("validation \($0.name)", $0.text) } }
        guard let last = history.last else { return [] }
        let validation = last.validationMetrics.sorted { $0.key < $1.key }.map { name, value in
            ("validation \(name)", text(value, of: name))
        }
        return validation + (last.validationLoss.map { [("validation loss", figureText($0))] } ?? [])
            + [("training loss", figureText(last.loss))]
    }

    /// The value of a metric as people read it.
    func text(_ value: Double, of name: String) -> String {
        record.task.metrics[name]?.text(of: value) ?? figureText(value)
    }

    /// The names of the metrics in the history.
    var metricNames: [String] {
        Set(history.flatMap { Array($0.metrics.keys) + Array($0.validationMetrics.keys) }).sorted()
    }

    /// The findings of the Doctor, numbered.
    var findings: [NumberedFinding] {
        (dynamics?.findings ?? []).enumerated().map { NumberedFinding(number: $0 + 1, finding: $1) }
    }

    /// The layers of the network; nil if the recipe is not known any more.
    func summary() -> ModelSummary? {
        guard let recipe = Recipe.named(record.recipe) else { return nil }
        let model = try? withoutValues { () throws(DataError) in
            try recipe.makeModel(
                for: record.task, options: record.options, batchSize: record.hyperparameters.batchSize,
                seed: record.seed, source: directory.url.path)
        }
        return model.map { record.task.summary(of: $0) }
    }
}

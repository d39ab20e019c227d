import ChainruleData
import ChainruleRecipes
import ChainruleTraining

/// A recipe on glyphs, before its first step.
package func sampleRun(
    _ name: String, examples: Int, epochs: Int, batchSize: Int, learningRate: Double? = nil,
    accumulation: Int = 1, seed: UInt64 = 0
) throws -> RecipeRun {
    let recipe = Recipe.named(name)!
    var chosen = recipe.defaults
    (chosen.epochs, chosen.batchSize, chosen.accumulation) = (epochs, batchSize, accumulation)
    chosen.learningRate = learningRate ?? chosen.learningRate
    let data = Glyphs.digits.trainingData(trainingCount: examples, validationCount: examples, seed: seed)
    return try RecipeRun(recipe, on: TaskData(data), with: chosen, seed: seed)
}

/// Writes down what it is told.
package final class Witness: TrainingObserver {
    package private(set) var steps: [StepReport] = []
    package private(set) var epochs: [EpochRecord] = []
    package private(set) var outcomes: [Outcome] = []
    package private(set) var pretraining: [PretrainingEpoch] = []
    package let inspectionInterval: Int?
    private let atStep: (StepReport) throws -> Void
    private let atPretraining: (PretrainingEpoch) throws -> Void

    package init(
        inspectionInterval: Int? = nil, atStep: @escaping (StepReport) throws -> Void = { _ in },
        atPretraining: @escaping (PretrainingEpoch) throws -> Void = { _ in }
    ) {
        self.inspectionInterval = inspectionInterval
        self.atStep = atStep
        self.atPretraining = atPretraining
    }

    package func pretrainingEpochEnds(_ epoch: PretrainingEpoch) throws {
        pretraining.append(epoch)
        try atPretraining(epoch)
    }

    package func stepEnds(_ step: StepReport, of training: Training) throws {
        steps.append(step)
        try atStep(step)
    }

    package func epochEnds(_ epoch: EpochRecord, of training: Training) { epochs.append(epoch) }
    package func trainingEnds(_ outcome: Outcome, of training: Training) { outcomes.append(outcome) }
}

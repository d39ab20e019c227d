import ChainruleData
import ChainruleNN
import ChainruleTraining
import Testing

/// A recipe on glyphs, before its first step.
func sampleRun(
    _ recipe: String, examples: Int, epochs: Int, batchSize: Int, learningRate: Double? = nil,
    accumulation: Int = 1, seed: UInt64 = 0
) throws -> RecipeRun {
    let recipe = try #require(Recipe.named(recipe))
    var chosen = recipe.defaults
    (chosen.epochs, chosen.batchSize, chosen.accumulation) = (epochs, batchSize, accumulation)
    chosen.learningRate = learningRate ?? chosen.learningRate
    let data = Glyphs.digits.trainingData(trainingCount: examples, validationCount: examples, seed: seed)
    return RecipeRun(recipe, on: data, with: chosen, seed: seed)
}

/// Writes down what it is told.
final class Witness: TrainingObserver {
    private(set) var steps: [StepReport] = []
    private(set) var epochs: [EpochRecord] = []
    private(set) var outcomes: [Outcome] = []
    let inspectionInterval: Int?
    private let atStep: (StepReport) throws -> Void

    init(inspectionInterval: Int? = nil, atStep: @escaping (StepReport) throws -> Void = { _ in }) {
        self.inspectionInterval = inspectionInterval
        self.atStep = atStep
    }

    func stepEnds(_ step: StepReport, of training: Training) throws {
        steps.append(step)
        try atStep(step)
    }

    func epochEnds(_ epoch: EpochRecord, of training: Training) { epochs.append(epoch) }
    func trainingEnds(_ outcome: Outcome, of training: Training) { outcomes.append(outcome) }
}

import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleStudio
import ChainruleTraining

/// Steps of a training, drawn while it is made: the graph of one and the same batch, before each of the updates.
final class RecordedSteps: TrainingObserver {
    private(set) var frames: [Walkthrough.Frame] = []
    private let steps: [Int]
    private let run: RecipeRun
    private let loss: () -> Tensor

    /// - Parameters:
    ///   - steps: numbers of updates that have been made when a graph is drawn, in ascending order.
    ///   - run: before its first step.
    ///   - loss: the loss of the batch.
    /// - Throws: `DataError` if the training ends before the last of the steps; what `fit` throws.
    init(_ steps: [Int], of run: RecipeRun, loss: @escaping () -> Tensor) throws {
        (self.steps, self.run, self.loss) = (steps, run, loss)
        try run.fit(observers: [self])
        if frames.count < steps.count {
            throw DataError.malformed(
                source: "--steps", found: "step \(steps[frames.count])",
                expected: "at most \(run.trainer.position.step), the steps of the training")
        }
    }

    func trainingBegins(_ training: Training) throws { try record(step: 0, of: training) }

    func stepEnds(_ step: StepReport, of training: Training) throws {
        try record(step: step.step, of: training)
    }

    /// Draws the next update; the training goes on as if it had not been made.
    private func record(step: Int, of training: Training) throws {
        guard frames.count < steps.count, steps[frames.count] == step else { return }
        let optimizer = run.trainer.optimizer
        optimizer.learningRate = training.nextLearningRate
        let (weights, state) = (run.model.stateDictionary(), optimizer.stateDictionary())
        frames.append(Walkthrough.Frame(of: run.model, label: "\(step)", optimizer: optimizer, loss: loss))
        try run.model.load(weights)
        try optimizer.load(state)
        if frames.count == steps.count { training.stop(because: "all steps are drawn") }
    }
}

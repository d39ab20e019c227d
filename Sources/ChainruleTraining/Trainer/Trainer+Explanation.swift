import Chainrule
import ChainruleData

extension Trainer {
    /// The compiled plan of a training step, forward, backward and update, for batches like this one.
    ///
    /// - Parameters:
    ///   - batch: inputs and targets; only shapes and element types matter unless the plan is timed.
    ///   - turns: with more than 0, the step is made so often, which trains the model, and the shortest time of every
    ///     instruction is reported; 0 by default.
    public func explanation(of batch: Batch, timed turns: Int = 0) -> PlanExplanation {
        Generator.$current.withValue(generator) { step.update.explanation(batch, timed: turns) }
    }
}
